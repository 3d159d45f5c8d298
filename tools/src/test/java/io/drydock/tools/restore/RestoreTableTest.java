package io.drydock.tools.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;
import io.drydock.testdata.Overwriting;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.ProgressMode;
import io.drydock.tools.progress.Progresses;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.write.DatabaseFile;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.Selection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line of {@code snapshot restore}: refusals, plans, trials, what stays untouched. */
class RestoreTableTest {

  private static final int PAGE_BYTES = 4096;

  @TempDir Path folder;
  private Path snapshot;

  @BeforeEach
  void copy() throws IOException {
    Path kept = Kept.directory("etcd-3.5.30-single").resolve("snapshot.db");
    snapshot = Files.copy(kept, folder.resolve("snapshot.db"));
    Files.writeString(
        folder.resolve("cluster.yaml"),
        "members: [{name: m1, peer-urls: http://a:1}, {name: m2, peer-urls: http://b:1}]");
  }

  /** Words in capitals stand for paths. */
  private Run run(String line) {
    return Run.drydock(
        Stream.of(("snapshot restore " + line).strip().split(" +"))
            .map(word ->
                switch (word) {
                  case "SNAP" -> snapshot.toString();
                  case "OUT" -> folder.resolve("out").toString();
                  case "DEEP" -> folder.resolve("not/there/out").toString();
                  case "LOG" -> folder.resolve("log/wal").toString();
                  case "INSIDE" -> folder.resolve("out/log").toString();
                  case "MEMBER" -> folder.resolve("out/member").toString();
                  case "YAML" -> folder.resolve("cluster.yaml").toString();
                  case "FULL" -> folder.toString();
                  case "NOWHERE" -> folder.resolve("nowhere").toString();
                  default -> word;
                })
            .toArray());
  }

  private SortedMap<String, String> census() throws IOException {
    var census = new TreeMap<String, String>();
    try (Stream<Path> entries = Files.walk(folder)) {
      for (Path entry : entries.filter(each -> !each.equals(folder)).toList()) {
        var facts = Files.readAttributes(entry, "size,lastModifiedTime");
        census.put(folder.relativize(entry).toString(), facts.toString());
      }
    }
    return census;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --data-dir OUT | missing required parameter: 'file'
          SNAP --data-dir SNAP | --data-dir
          SNAP --data-dir FULL | there is something already; nothing was done
          SNAP --data-dir OUT --wal-dir SNAP | is there already
          SNAP --data-dir OUT --wal-dir OUT | the data directory needs that folder
          SNAP --data-dir OUT --wal-dir MEMBER | the data directory needs that folder
          SNAP --data-dir OUT --cluster YAML | give --cluster YAML and --out DIR together
          SNAP --out OUT | give --cluster YAML and --out DIR together
          SNAP --cluster YAML | give --cluster YAML and --out DIR together
          SNAP --cluster YAML --out OUT --name m1 | --cluster says all of the members
          SNAP --cluster YAML --out OUT --data-dir DEEP | --cluster says all of the members
          SNAP --cluster YAML --out OUT --initial-cluster-token x | --cluster says all
          SNAP --cluster SNAP --out OUT | snapshot.db
          SNAP --cluster YAML --out FULL | --out
          SNAP --data-dir OUT --name m1 --initial-cluster m2=http://a:1 | --name m1: not in
          SNAP --data-dir OUT --initial-cluster default=http://a:1 | --initial-advertise-peer-urls
          SNAP --data-dir OUT --initial-advertise-peer-urls a:1 | the URL 'a:1' has no scheme
          SNAP --data-dir OUT --bump-revision 5 | give --bump-revision and --mark-compacted together
          SNAP --data-dir OUT --mark-compacted | give --bump-revision and --mark-compacted together
          SNAP --data-dir OUT --mark-compacted --bump-revision 0 | together
          SNAP --data-dir OUT --mark-compacted --bump-revision -1 | --bump-revision -1: 0 or more
          SNAP --data-dir OUT --mark-compacted --bump-revision x | x: a number up to 2^63-1, or auto
          SNAP --data-dir OUT --mark-compacted --bump-revision 9223372036854775807 | beyond 2^63-1
          SNAP --data-dir OUT --etcd-version 3.3 | --etcd-version 3.3: 3.4 to 3.7 are known
          SNAP --data-dir OUT --etcd-version x | --etcd-version x: 3.4 to 3.7 are known
          SNAP --data-dir OUT --check --dry-run | give one of --check and --dry-run
          """)
  void aWrongCommandLineChangesNothing(String line, String message) throws IOException {
    var before = census();
    Run run = run(line);
    assertEquals(ExitCode.USAGE, run.code(), run.err());
    assertTrue(run.err().toLowerCase().contains(message.toLowerCase()), run.err());
    assertEquals("", run.out());
    assertEquals(before, census());
  }

  @Test
  void whatIsNotThereIsNamed() {
    Run run = run("NOWHERE --data-dir OUT");
    assertEquals(ExitCode.IO, run.code(), run.err());
    assertTrue(run.err().contains("nowhere: no such file or directory"), run.err());
    run = run("SNAP --cluster NOWHERE --out OUT");
    assertEquals(ExitCode.IO, run.code(), run.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--data-dir OUT --dry-run",
        "--data-dir OUT --check",
        "--check",
        "--data-dir DEEP --dry-run --wal-dir LOG",
        "--data-dir DEEP --check",
        "--cluster YAML --out OUT --dry-run",
        "--cluster YAML --out OUT --check",
        "--cluster YAML --check"
      })
  void aPlanAndATrialLeaveNothing(String line) throws IOException {
    var before = census();
    Run run = run("SNAP " + line);
    assertEquals(ExitCode.OK, run.code(), run.err());
    String first =
        line.contains("--check") ? "Tried, proven and removed again: " : "Plan: restore ";
    assertTrue(run.out().startsWith(first), run.out());
    assertEquals(before, census());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--data-dir OUT",
        "--data-dir DEEP",
        "--data-dir OUT --wal-dir LOG",
        "--data-dir OUT --wal-dir INSIDE",
        "--cluster YAML --out OUT",
        "--cluster YAML --out DEEP"
      })
  void theSnapshotStaysAndNothingUnfinishedDoes(String line) throws IOException {
    String before = census().get("snapshot.db");
    Run run = run("SNAP " + line);
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals(before, census().get("snapshot.db"));
    assertFalse(census().keySet().stream().anyMatch(name -> name.contains("drydock")));
    Path wal =
        folder.resolve(
            line.contains("LOG")
                ? "log/wal"
                : line.contains("INSIDE")
                    ? "out/log"
                    : (line.contains("DEEP") ? "not/there/out" : "out")
                        + (line.contains("YAML") ? "/m2" : "")
                        + "/member/wal");
    assertTrue(Files.exists(wal.resolve("0000000000000000-0000000000000000.wal")), run.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--data-dir OUT", "--cluster YAML --out OUT", "--data-dir OUT --wal-dir INSIDE"})
  void anEmptyFolderStaysTheSameFolder(String line) throws IOException {
    Path out = Files.createDirectory(folder.resolve("out"));
    Object key = Files.getAttribute(out, "unix:ino");
    Run run = run("SNAP " + line);
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals(key, Files.getAttribute(out, "unix:ino"));
    assertFalse(census().keySet().stream().anyMatch(name -> name.contains("drydock")));
    assertTrue(
        Files.exists(out.resolve(line.contains("YAML") ? "m1/member/snap/db" : "member/snap/db")));
    run = run("SNAP " + line);
    assertEquals(ExitCode.USAGE, run.code(), run.err());
  }

  @Test
  void whatAnInterruptedRunLeftIsSaidAndRemoved() throws IOException {
    Path part = Files.createDirectories(folder.resolve("out.drydock-part/member"));
    Run plan = run("SNAP --data-dir OUT --dry-run");
    assertTrue(plan.out().contains("out.drydock-part is left from an interrupted run"), plan.out());
    assertTrue(Files.exists(part));
    assertEquals(ExitCode.OK, run("SNAP --data-dir OUT").code());
    assertFalse(Files.exists(part));
    Path inside = Files.createDirectories(folder.resolve("empty/empty.drydock-part/member"));
    Files.createFile(folder.resolve("empty/empty.drydock-part.lock"));
    Run again = Run.drydock("snapshot", "restore", snapshot, "--data-dir", folder.resolve("empty"));
    assertEquals(ExitCode.OK, again.code(), again.err());
    assertFalse(Files.exists(inside));
    try (Stream<Path> entries = Files.list(folder.resolve("empty"))) {
      assertEquals(List.of(folder.resolve("empty/member")), entries.toList());
    }
  }

  @Test
  void withoutItsHashASnapshotIsRestoredOnlyWhenAsked() throws IOException {
    try (var channel = FileChannel.open(snapshot, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 32);
    }
    Run run = run("SNAP --data-dir OUT");
    assertEquals(ExitCode.FINDINGS, run.code(), run.err());
    assertTrue(run.err().contains("no SHA-256 (the snapshot was cut"), run.err());
    assertFalse(Files.exists(folder.resolve("out")));
    run = run("SNAP --data-dir OUT --skip-hash-check");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().contains("no SHA-256 at its end: a copied database"), run.out());
  }

  /** A byte of a page that no tree reaches: etcd's status does not see it, its hash does. */
  @Test
  void aWrongHashIsRefusedUnlessItIsNotToBeChecked() throws IOException {
    try (var channel = FileChannel.open(snapshot, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {0x55}), channel.size() - 10);
    }
    Run run = run("SNAP --data-dir OUT");
    assertEquals(ExitCode.FINDINGS, run.code(), run.err());
    assertTrue(run.err().contains("SHA-256 of the snapshot at "), run.err());
    byte[] content = Files.readAllBytes(snapshot);
    String stored = HexFormat.of().formatHex(content, content.length - 32, content.length);
    String expected = ": expected " + stored + ", found ";
    assertTrue(run.err().contains(expected), run.err());
    assertTrue(Run.drydock("snapshot", "verify", snapshot).out().contains(expected));
    assertFalse(Files.exists(folder.resolve("out")));
    run = run("SNAP --data-dir OUT --skip-hash-check");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().contains("the SHA-256 at its end is WRONG"), run.out());
  }

  @Test
  void damagedPagesAreRefusedWithOrWithoutAHash() throws IOException {
    long pages = Files.size(snapshot) / PAGE_BYTES;
    try (FileChannel channel = FileChannel.open(snapshot, StandardOpenOption.WRITE)) {
      for (long page = 2; page < pages; page++) {
        channel.write(ByteBuffer.wrap(new byte[] {0x77, 0x77}), page * PAGE_BYTES + 8);
      }
    }
    var before = census();
    for (String flag : new String[] {"", " --skip-hash-check", " --skip-hash-check --check"}) {
      Run run = run("SNAP --data-dir OUT" + flag);
      assertEquals(ExitCode.FINDINGS, run.code(), run.err());
      assertTrue(run.err().contains("snapshot.db:0x"), run.err());
      assertEquals(before, census());
    }
  }

  @Test
  void aCutOfEveryLengthIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(snapshot);
    for (int length = 0; length < whole.length; length += whole.length / 40) {
      Overwriting.overwrite(snapshot, Arrays.copyOf(whole, length));
      Run run = run("SNAP --data-dir OUT");
      assertEquals(ExitCode.FINDINGS, run.code(), length + ": " + run.err());
      assertFalse(Files.exists(folder.resolve("out")));
    }
  }

  @Test
  void alarmsAreLeftBehindWhenAsked() {
    assertTrue(run("SNAP --data-dir OUT").out().contains("1 raised alarm comes along"));
    assertTrue(run("SNAP --data-dir DEEP --drop-alarms").out().contains("1 raised alarm left"));
    Run kept = Run.drydock("db", "alarms", folder.resolve("out"));
    assertTrue(kept.out().contains("NOSPACE"), kept.out());
    Run dropped = Run.drydock("db", "alarms", folder.resolve("not/there/out"));
    assertFalse(dropped.out().contains("NOSPACE"), dropped.out());
  }

  /** Sound in its pages, with a record at revision 930 that says that it is of revision 5. */
  @Test
  void aStoreThatBreaksItsRulesIsRestoredOnlyWhenAsked() throws Exception {
    Path odd = folder.resolve("odd.db");
    try (DbSource source = DbSource.open(snapshot)) {
      var view = source.view();
      Bytes revision = new RevisionKey(new Revision(930, 0), false).encode();
      Bytes record = Bytes.adopt(HexFormat.of().parseHex("0a01611005180520012a0178"));
      var rows = new TreeMap<>(Map.of(revision, record));
      var edits = Map.of(Bucket.KEY, new Selection.Edit(false, rows));
      var selection = new Selection(view, Selection.KeyFilter.ALL, edits);
      var form = DatabaseFile.Form.after(source.bolt(), true);
      var quiet = Terminal.plain(new ByteArrayOutputStream(), new ByteArrayOutputStream());
      var progresses = new Progresses(quiet, ProgressMode.none, () -> 0);
      DatabaseFile.write(odd, selection, form, FileOps.DISK, progresses);
    }
    Run run = Run.drydock("snapshot", "restore", odd, "--data-dir", folder.resolve("out"));
    assertEquals(ExitCode.FINDINGS, run.code(), run.err());
    assertTrue(run.err().contains("MVCC-MOD: mod_revision: expected 930, found 5"), run.err());
    assertTrue(run.err().contains("--despite-findings restores it"), run.err());
    assertFalse(Files.exists(folder.resolve("out")));
    run =
        Run.drydock(
            "snapshot", "restore", odd, "--data-dir", folder.resolve("out"), "--despite-findings");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().contains("restored as they are: 1 MVCC-MOD"), run.out());
  }
}
