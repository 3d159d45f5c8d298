package io.drydock.tools.snapshot.keep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.ClusterId;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.mvcc.HashKv;
import io.drydock.testdata.Json;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Golden;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import io.drydock.tools.client.FakeEtcd;
import io.drydock.tools.snapshot.manifest.Compression;
import io.drydock.tools.snapshot.manifest.Content;
import io.drydock.tools.snapshot.manifest.Manifest;
import io.drydock.tools.snapshot.manifest.ManifestFile;
import io.drydock.tools.snapshot.manifest.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of backups: told by list, thinned out by save. */
class SnapshotListTest {

  private static final long CLUSTER = 0xc1;

  @TempDir Path folder;

  /** A backup of this content; what a save would have left at that time. */
  private Path backup(String name, String began, long cluster, String content) throws IOException {
    byte[] bytes = content.getBytes();
    Path file = Files.write(folder.resolve(name), bytes);
    Bytes sha256 = Bytes.adopt(Sha256.begin().digest(bytes));
    Instant time = Instant.parse(began);
    Manifest manifest =
        new Manifest(
            "0.1.0",
            new Manifest.Packing(name, Compression.NONE, bytes.length, sha256),
            new Manifest.Image(bytes.length, sha256),
            new Manifest.Origin(
                "m1:2379",
                new ClusterId(cluster),
                new MemberId(1),
                "3.5.30",
                new Manifest.Fence(true, 1)),
            new Content(
                new Content.Revisions(900 + content.length(), -1),
                new Content.Applied(1, OptionalLong.of(2)),
                Optional.empty(),
                1,
                1,
                new HashKv(1, -1, 1)),
            time,
            time.plusSeconds(3));
    Files.write(ManifestFile.beside(file), ManifestFile.document(manifest));
    return file;
  }

  private JsonNode list(Object... more) throws IOException {
    Object[] words =
        Stream.concat(Stream.of("snapshot", "list", folder, "-o", "json"), Stream.of(more))
            .toArray();
    return Json.read(Run.drydock(words).out()).path("snapshots");
  }

  private TreeMap<String, String> states(Object... more) throws IOException {
    var states = new TreeMap<String, String>();
    list(more).forEach(each -> states.put(each.path("file").asText(), each.path("state").asText()));
    return states;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void everySnapshotIsTold() throws IOException {
    backup("a1.db", "2026-11-20T02:00:00Z", CLUSTER, "one");
    backup("a2.db", "2026-11-20T03:00:00Z", CLUSTER, "three");
    backup("a3.db", "2026-11-20T04:00:00Z", CLUSTER, "seven");
    backup("a4.db", "2026-11-20T09:00:00Z", CLUSTER, "eight");
    backup("b1.db", "2026-11-20T05:00:00Z", 0xb2, "another cluster");
    Files.writeString(backup("cut.db", "2026-11-20T08:00:00Z", CLUSTER, "whole"), "who");
    Files.delete(backup("gone.db", "2026-11-20T07:00:00Z", CLUSTER, "moved"));
    Path plain = Kept.directory("etcd-3.5.30-single").resolve("snapshot.db");
    Files.setLastModifiedTime(
        Files.copy(plain, folder.resolve("etcdctl.db")),
        FileTime.from(Instant.parse("2026-11-19T00:00:00Z")));
    Files.writeString(folder.resolve("notes.txt"), "nothing to see");
    Files.writeString(folder.resolve("other.json"), "{}");
    Files.writeString(folder.resolve("a5.db.drydock-part"), "not finished");
    Run run = Run.drydock("snapshot", "list", folder, "-o", "json");
    assertEquals(ExitCode.FINDINGS, run.code(), run.err());
    Golden.check("snapshot/list.json", run.out().replace(folder.toString(), "FOLDER"));
    String text = Run.drydock("snapshot", "list", folder).out();
    Golden.check(
        "snapshot/list.txt",
        text.replaceAll("\\d+d \\d+h", "AGE").replaceAll(" +AGE", " AGE").replaceAll(" +\n", "\n"));
  }

  @Test
  void onlyVerifySeesWhatTheSizeDoesNotTell() throws IOException {
    backup("good.db", "2026-11-20T02:00:00Z", CLUSTER, "good");
    Files.writeString(backup("bad.db", "2026-11-20T03:00:00Z", CLUSTER, "whole"), "w-ole");
    assertEquals("{bad.db=proven, good.db=proven}", states().toString());
    assertEquals("{bad.db=altered, good.db=verified}", states("--verify").toString());
    assertEquals(ExitCode.OK, Run.drydock("snapshot", "list", folder).code());
    Run verified = Run.drydock("snapshot", "list", folder, "--verify");
    assertEquals(ExitCode.FINDINGS, verified.code());
    assertTrue(verified.out().contains("not all are there as proven"), verified.out());
  }

  @Test
  void anEmptyFolderAFileAndNothing() throws IOException {
    Run empty = Run.drydock("snapshot", "list", folder);
    assertEquals(ExitCode.OK, empty.code());
    assertEquals("0 proven snapshots of 0\n", empty.out());
    Path file = Files.writeString(folder.resolve("x"), "x");
    assertEquals(ExitCode.USAGE, Run.drydock("snapshot", "list", file).code());
    assertEquals(ExitCode.IO, Run.drydock("snapshot", "list", folder.resolve("no")).code());
  }

  /**
   * Of the same cluster, whole, with a manifest of ours, and older than the rules keep: no other.
   */
  @Test
  void aSaveRemovesOnlyWhatTheRulesLetGo() throws IOException {
    backup("a1.db", "2026-01-01T02:00:00Z", CLUSTER, "oldest");
    backup("a2.db", "2026-01-02T02:00:00Z", CLUSTER, "older");
    backup("a3.db", "2026-01-03T02:00:00Z", CLUSTER, "old");
    backup("b1.db", "2026-01-01T02:00:00Z", 0xb2, "another cluster");
    Files.writeString(backup("cut.db", "2026-01-01T02:00:00Z", CLUSTER, "whole"), "who");
    Files.writeString(folder.resolve("mine.db"), "no manifest");
    Files.writeString(folder.resolve("foreign.db"), "theirs");
    Files.writeString(folder.resolve("foreign.db.json"), "{\"schema\": \"theirs/1\"}");
    byte[] content =
        Files.readAllBytes(Kept.directory("etcd-3.5.30-single").resolve("snapshot.db"));
    Path file = folder.resolve("new.db");
    try (var etcd = FakeEtcd.start(content).at(929)) {
      List<String> before = names();
      Run plan =
          Run.drydock(
              "snapshot", "save", file, "--endpoints", etcd.endpoint(), "--keep", 2, "--dry-run");
      assertEquals(ExitCode.OK, plan.code(), plan.err());
      assertEquals(2, plan.out().split("would be removed", -1).length - 1, plan.out());
      assertEquals(before, names());
      Run run = Run.drydock("snapshot", "save", file, "--endpoints", etcd.endpoint(), "--keep", 2);
      assertEquals(ExitCode.OK, run.code(), run.err());
    }
    assertEquals(
        List.of(
            "a3.db",
            "a3.db.json",
            "b1.db",
            "b1.db.json",
            "cut.db",
            "cut.db.json",
            "foreign.db",
            "foreign.db.json",
            "mine.db",
            "new.db",
            "new.db.json"),
        names());
  }

  /** One manifest from a clock that was ahead, and a link to an old backup. */
  @Test
  void theNewBackupStaysBesideOneOfTheFutureAndLinksDoNotCount() throws IOException {
    backup("a1.db", "2026-01-01T02:00:00Z", CLUSTER, "oldest");
    backup("a2.db", "2026-01-02T02:00:00Z", CLUSTER, "older");
    backup("ahead.db", "2999-01-01T00:00:00Z", CLUSTER, "from a clock that was ahead");
    for (String suffix : List.of("", ".json")) {
      Files.createSymbolicLink(folder.resolve("latest.db" + suffix), Path.of("a2.db" + suffix));
    }
    Files.createSymbolicLink(folder.resolve("linked.db.json"), Path.of("a1.db.json"));
    Files.writeString(folder.resolve("linked.db"), "oldest");
    byte[] content =
        Files.readAllBytes(Kept.directory("etcd-3.5.30-single").resolve("snapshot.db"));
    Path file = folder.resolve("new.db");
    List<Object> words = new ArrayList<>(List.of("snapshot", "save", file, "--keep", 2));
    try (var etcd = FakeEtcd.start(content).at(929)) {
      words.addAll(List.of("--endpoints", etcd.endpoint()));
      Run run = Run.drydock(words.toArray());
      assertEquals(ExitCode.OK, run.code(), run.err());
      assertTrue(run.err().contains("ahead.db: its manifest says it was taken at 2999"), run.err());
      assertTrue(run.out().contains("dated in the future"), run.out());
      Files.delete(file);
      words.add("--dry-run");
      Run plan = Run.drydock(words.toArray());
      assertTrue(plan.err().contains("ahead.db: its manifest says"), plan.err());
      assertTrue(plan.out().contains("this save, newest"), plan.out());
    }
    assertEquals(
        List.of(
            "a2.db",
            "a2.db.json",
            "ahead.db",
            "ahead.db.json",
            "latest.db",
            "latest.db.json",
            "linked.db",
            "linked.db.json",
            "new.db.json"),
        names());
    Run list = Run.drydock("snapshot", "list", folder);
    assertTrue(list.out().contains("latest.db: a link to a2.db\n"), list.out());
  }

  /** What has no encoding that JSON may have, what may not be read, and a manifest cut short. */
  @Test
  void oneUnreadableFileHidesNoOther() throws IOException {
    backup("a1.db", "2026-01-01T02:00:00Z", CLUSTER, "oldest");
    backup("a2.db", "2026-01-02T02:00:00Z", CLUSTER, "older");
    byte[] wide = {'{', 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1};
    Files.write(folder.resolve("x.json"), wide);
    Path cut = ManifestFile.beside(backup("cut.db", "2026-01-03T02:00:00Z", CLUSTER, "cut"));
    Files.writeString(cut, Files.readString(cut).substring(0, 300));
    Files.createSymbolicLink(folder.resolve("loop.json"), Path.of("loop.json"));
    Run list = Run.drydock("snapshot", "list", folder);
    assertEquals(ExitCode.FINDINGS, list.code(), list.err());
    assertTrue(list.out().contains("cut.db.json: not JSON to its end: "), list.out());
    assertEquals("{a1.db=proven, a2.db=proven, cut.db=unreadable}", states().toString());
    byte[] content =
        Files.readAllBytes(Kept.directory("etcd-3.5.30-single").resolve("snapshot.db"));
    try (var etcd = FakeEtcd.start(content).at(929)) {
      Path file = folder.resolve("new.db");
      Run run = Run.drydock("snapshot", "save", file, "--endpoints", etcd.endpoint(), "--keep", 2);
      assertEquals(ExitCode.OK, run.code(), run.err());
    }
    assertEquals(
        List.of(
            "a2.db",
            "a2.db.json",
            "cut.db",
            "cut.db.json",
            "loop.json",
            "new.db",
            "new.db.json",
            "x.json"),
        names());
  }

  @Test
  void withoutARuleNothingIsRemoved() throws IOException {
    backup("a1.db", "2026-01-01T02:00:00Z", CLUSTER, "oldest");
    byte[] content =
        Files.readAllBytes(Kept.directory("etcd-3.5.30-single").resolve("snapshot.db"));
    try (var etcd = FakeEtcd.start(content).at(929)) {
      Path file = folder.resolve("new.db");
      Run run = Run.drydock("snapshot", "save", file, "--endpoints", etcd.endpoint());
      assertEquals(ExitCode.OK, run.code(), run.err());
    }
    assertEquals(List.of("a1.db", "a1.db.json", "new.db", "new.db.json"), names());
  }
}
