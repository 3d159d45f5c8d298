package io.drydock.tools.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Directories;
import io.drydock.testdata.HashKv;
import io.drydock.testdata.Kv;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import io.drydock.testdata.scenario.Fresh;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is defragmented offline serves the same under real etcd, and is no larger than its own. */
class DefragPeerTest {

  @TempDir Path folder;

  private Path copy(EtcdRelease release, String name) throws Exception {
    Path fresh = Fresh.directory("etcd-" + release.version() + "-single");
    return Directories.copy(fresh.resolve("data"), folder.resolve(name));
  }

  private static void ok(Object... words) {
    Run run = Run.drydock(words);
    assertEquals(ExitCode.OK, run.code(), run.err());
  }

  @ParameterizedTest
  @EnumSource
  void directoriesServeTheSame(EtcdRelease release) throws Exception {
    Path original = copy(release, "original");
    Path inPlace = copy(release, "in-place");
    Path theirs = copy(release, "theirs");
    Path out = folder.resolve("out");
    ok("defrag", original, "--out", out);
    ok("defrag", inPlace, "--in-place");
    EtcdTool.offline(release).run("defrag", "--data-dir", theirs.toString()).ok();
    long size = Files.size(theirs.resolve("member/snap/db"));
    for (Path ours : List.of(out, inPlace)) {
      // A small file of theirs has free pages from the transactions that wrote it.
      long bytes = Files.size(ours.resolve("member/snap/db"));
      assertTrue(bytes <= size, ours + ": " + bytes + " bytes, etcd makes " + size);
    }
    Served expected = served(release, original);
    assertEquals(expected, served(release, out));
    assertEquals(expected, served(release, inPlace));
    try (Stream<Path> entries = Files.list(inPlace.resolve("member/snap"))) {
      assertEquals(
          1,
          entries
              .filter(entry -> entry.getFileName().toString().startsWith("db.before-defrag-"))
              .count());
    }
  }

  @ParameterizedTest
  @EnumSource
  void clearedAlarmsStayCleared(EtcdRelease release) throws Exception {
    Path original = copy(release, "original");
    Path out = folder.resolve("out");
    Run run = Run.drydock("alarm", "clear", original, "--out", out);
    // 3.4 moves the applied index with the next write of a key only, and none came.
    assertEquals(release.is34() ? ExitCode.FINDINGS : ExitCode.OK, run.code(), run.err());
    if (release.is34()) {
      assertTrue(run.err().contains("raises NOSPACE"), run.err());
      Path db = original.resolve("member/snap/db");
      ok("alarm", "clear", db, "--out", out);
      Files.move(out, db, StandardCopyOption.REPLACE_EXISTING);
    }
    try (var etcd = Etcd.start(release, release.is34() ? original : out)) {
      assertEquals(release.is34() ? 1 : 0, etcd.client().alarms().size());
      long revision = etcd.client().revision();
      Run ours = Run.drydock("db", "hashkv", etcd.dataDir(), "--rev", revision);
      assertTrue(ours.out().contains(Long.toString(etcd.hashKv(revision).hash())), ours.out());
      etcd.client().disarm();
      etcd.client().put("/proof/taken", "1");
      assertEquals(0, etcd.client().alarms().size());
      etcd.stop();
    }
  }

  private static Served served(EtcdRelease release, Path data) throws Exception {
    try (var etcd = Etcd.start(release, data)) {
      long current = etcd.client().revision();
      long compacted = etcd.hashKv(0).compactRevision();
      Served served =
          Served.by(
              etcd,
              compacted,
              Stream.iterate(compacted + 1, r -> r <= current, r -> r + 1).toList());
      assertEquals(1, etcd.client().alarms().size(), "the NOSPACE alarm stays");
      etcd.client().disarm();
      etcd.client().put("/proof/later", "1");
      etcd.stop();
      return served;
    }
  }

  @ParameterizedTest
  @EnumSource
  void snapshotFilesAreRestored(EtcdRelease release) throws Exception {
    Path fresh = Fresh.directory("etcd-" + release.version() + "-single");
    Path snapshot = Files.copy(fresh.resolve("snapshot.db"), folder.resolve("snapshot.db"));
    Path defragmented = folder.resolve("defragmented.db");
    Path compacted = folder.resolve("compacted.db");
    ok("defrag", snapshot, "--out", defragmented);
    ok("compact", snapshot, "--keep", 2, "--etcd-version", release.version(), "--out", compacted);
    Restored before = restored(release, snapshot);
    assertTrue(before.keys().size() > 10, "keys: " + before.keys().size());
    assertEquals(before, restored(release, defragmented));
    assertEquals(before.keys(), restored(release, compacted).keys());
    ok("defrag", snapshot, "--in-place");
    assertEquals(before, restored(release, snapshot));
  }

  private record Restored(List<Kv> keys, HashKv hash) {}

  /** Restores with the release's own tool, which checks the SHA-256 at the end, and starts it. */
  private Restored restored(EtcdRelease release, Path snapshot) throws Exception {
    Path data = folder.resolve("restored");
    EtcdTool tool = EtcdTool.offline(release);
    assertTrue(tool.json("snapshot", "status", snapshot.toString()).path("totalKey").asLong() > 0);
    tool.run("snapshot", "restore", snapshot.toString(), "--data-dir", data.toString()).ok();
    try (var etcd = Etcd.start(release, data)) {
      var answer = new Restored(etcd.client().all(0), etcd.hashKv(0));
      etcd.stop();
      return answer;
    } finally {
      Directories.delete(data);
    }
  }
}
