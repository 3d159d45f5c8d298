package io.drydock.tools.source;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Archive;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Questions;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Every command works on a node's directory as on that of etcd which it came from. */
class NodeRowsLongTest {

  /** What is in the answers that depends on pages and sizes, which rows do not have. */
  private static final Set<String> ABOUT_PAGES = Set.of("db status", "db buckets", "db du");

  @TempDir private Path folder;
  private Path etcd;
  private Path node;

  @BeforeEach
  void prepare() throws Exception {
    etcd = Archive.unpack("etcd-3.6.14-single", folder.resolve("etcd")).resolve("data");
    node = Archive.unpack("etcd-3.6.14-single", folder.resolve("node")).resolve("data");
    NodeRows.takeOver(node);
  }

  @Test
  void everyQuestionIsAnsweredAsForEtcdAndChangesNothing() throws Exception {
    Map<String, String> before = facts();
    List<List<String>> ofEtcd = Questions.of(etcd);
    List<List<String>> ofNode = Questions.of(node);
    Stream<Executable> answers =
        Stream.iterate(0, i -> i < ofEtcd.size(), i -> i + 1)
            .map(i -> () -> compare(ofEtcd.get(i), ofNode.get(i)));
    assertAll(answers);
    assertEquals(before, facts());
  }

  private void compare(List<String> ofEtcd, List<String> ofNode) {
    if (ofNode.contains("--dry-run") && !ofNode.contains("snapshot")) {
      return; // plans to replace a database, of which there is none
    }
    Run expected = Run.drydock(ofEtcd.toArray());
    Run answer = Run.drydock(ofNode.toArray());
    assertEquals(expected.code(), answer.code(), () -> ofNode + ": " + answer.err() + answer.out());
    String words = String.join(" ", ofNode);
    boolean isComparable =
        ABOUT_PAGES.stream().noneMatch(words::startsWith)
            && Stream.of("inspect", "report", "snapshot", "diff").noneMatch(words::startsWith);
    if (isComparable) {
      assertEquals(plain(expected.out(), etcd), plain(answer.out(), node), words);
    }
  }

  private static String plain(String answer, Path dataDir) {
    return answer
        .replace(dataDir.resolve("member/kv").toString(), "DB")
        .replace(dataDir.resolve("member/snap/db").toString(), "DB")
        .replaceAll("other files: db\n|DB:0x[0-9a-f]+", "")
        .replace(dataDir.toString(), "DIR")
        .strip();
  }

  private Map<String, String> facts() throws IOException {
    Map<String, String> facts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(node)) {
      for (Path file : files.toList()) {
        facts.put(
            node.relativize(file).toString(),
            new TreeMap<>(Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,mode,ino"))
                .toString());
      }
    }
    return facts;
  }

  @Test
  void theStoresOfBothAreEqual() {
    Run diff = Run.drydock("diff", etcd, node);
    assertEquals(ExitCode.OK, diff.code(), () -> diff.out() + diff.err());
  }

  @Test
  void aReaderIsToldWhatItReads() {
    Run status = Run.drydock("db", "status", node);
    assertEquals(ExitCode.OK, status.code(), status::err);
    assertTrue(status.err().contains("the rows of a Drydock node, as they were last flushed"));
    assertTrue(status.out().contains("of a node's files"), status::out);
  }

  @Test
  void aSnapshotIsTakenOfThem() {
    Path taken = folder.resolve("taken.db");
    Run take = Run.drydock("snapshot", "take", "--out", taken, node);
    assertEquals(ExitCode.OK, take.code(), () -> take.out() + take.err());
    Run verify = Run.drydock("snapshot", "verify", taken);
    assertEquals(ExitCode.OK, verify.code(), () -> verify.out() + verify.err());
  }

  @Test
  void nothingReplacesThemInPlace() {
    for (String verb : List.of("defrag", "compact --keep 1")) {
      var words = Stream.concat(Stream.of(verb.split(" ")), Stream.of("--in-place", "" + node));
      Run refused = Run.drydock(words.toArray());
      assertEquals(ExitCode.USAGE, refused.code(), refused::err);
      assertTrue(refused.err().contains("rows of a Drydock node"), refused::err);
    }
  }

  @Test
  void leftoversOfAnImportAreFound() throws Exception {
    Files.createDirectory(node.resolve("member/kv.new"));
    Files.copy(etcd.resolve("member/snap/db"), node.resolve("member/snap/db.imported"));
    Run fsck = Run.drydock("fsck", node);
    assertTrue(fsck.out().contains("rows that were being imported"), fsck::out);
    assertTrue(fsck.out().contains("that a node's rows were imported from"), fsck::out);
  }

  @Test
  void damagedRowsAreAFindingWithTheirPlace() throws Exception {
    Path current = node.resolve("member/kv/CURRENT");
    Files.writeString(current, "MANIFEST-999999\n");
    Run fsck = Run.drydock("fsck", node);
    assertEquals(ExitCode.FINDINGS, fsck.code(), fsck::err);
    assertTrue(fsck.out().contains("DB-DAMAGED"), fsck::out);
    Run status = Run.drydock("db", "status", node);
    assertEquals(ExitCode.FINDINGS, status.code(), status::err);
    assertTrue((status.out() + status.err()).contains("member/kv"), status::toString);
  }
}
