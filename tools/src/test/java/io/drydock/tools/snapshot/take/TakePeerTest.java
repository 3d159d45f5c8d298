package io.drydock.tools.snapshot.take;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.HashKv;
import io.drydock.testdata.Directories;
import io.drydock.testdata.Json;
import io.drydock.testdata.client.EtcdClient;
import io.drydock.testdata.client.EtcdRefused;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdOptions;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A killed member: what we make of its files against what its own server makes of a copy of them.
 */
class TakePeerTest {

  /** What a start of the server moves on, or does at last: its own entries, and the compaction. */
  private static final Set<String> OF_THE_START =
      Set.of("consistent_index", "term", "finishedCompactRev");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "3.4.23, 100000",
    "3.4.23, 60",
    "3.5.16, 100000",
    "3.5.16, 60",
    "3.5.30, 100000",
    "3.5.30, 60",
  })
  void aKilledMembersSnapshotIsWhatItsServerComesTo(String version, String snapshotCount)
      throws Exception {
    EtcdRelease release = EtcdRelease.of(version);
    Path data = folder.resolve("killed");
    KilledStory story = KilledStory.tell(release, data, snapshotCount);
    Path out = folder.resolve("taken.db");
    JsonNode taken = take(data, out, version);
    assertEquals(story.revision(), taken.path("revision").asLong(), taken.toString());
    boolean isFarBehind = snapshotCount.length() > 2;
    int applied = taken.path("plan").path("entries_applied").asInt();
    assertTrue(applied > (isFarBehind ? 60 : 5), taken.toString());
    if (isFarBehind) {
      assertTrue(taken.path("plan").path("entries_refused").asLong() >= 4, taken.toString());
    }
    Path copy = restarted(story.options(), Directories.copy(data, folder.resolve("copy")));
    compare(copy, out);
    EtcdTool.offline(release)
        .run("snapshot", "restore", out.toString(), "--data-dir", folder + "/restored")
        .ok();
  }

  /** The server replays its log, and ends as if nothing had happened. */
  private static Path restarted(EtcdOptions first, Path copy) throws IOException {
    var options = new EtcdOptions(first.release(), first.name(), copy, first.ports(), List.of());
    try (var etcd = Etcd.start(options)) {
      etcd.stop();
    }
    return copy;
  }

  private static void compare(Path copy, Path taken) throws Exception {
    try (var theirs = DbSource.open(copy);
        var ours = DbSource.open(taken)) {
      for (Bucket bucket : Bucket.values()) {
        SortedMap<String, Bytes> expected = rows(theirs, bucket);
        SortedMap<String, Bytes> found = rows(ours, bucket);
        if (bucket == Bucket.KEY) {
          // A compaction that is only scheduled has deleted nothing yet.
          expected.forEach((key, value) -> assertEquals(value, found.get(key), key));
        } else {
          assertEquals(expected, found, bucket.toString());
        }
      }
      long compacted = MetaState.read(theirs.view()).compactRevision();
      assertEquals(compacted, MetaState.read(ours.view()).compactRevision());
      assertEquals(HashKv.at(theirs.view(), 0), HashKv.at(ours.view(), 0));
      for (long revision = compacted; revision < compacted + 60; revision += 6) {
        assertEquals(
            HashKv.at(theirs.view(), revision), HashKv.at(ours.view(), revision), "" + revision);
      }
    }
  }

  private static SortedMap<String, Bytes> rows(DbSource source, Bucket bucket) throws Exception {
    var rows = new TreeMap<String, Bytes>();
    var cursor = source.view().cursor(bucket);
    while (cursor.next()) {
      Bytes key = Bytes.copyOf(cursor.key());
      if (bucket != Bucket.META || !OF_THE_START.contains(key.toUtf8())) {
        rows.put(key.toHex(), Bytes.copyOf(cursor.value()));
      }
    }
    return rows;
  }

  /** A lone voter's log is committed as far as it goes; nobody has to wait for its database. */
  @ParameterizedTest
  @EnumSource
  void aRunningMembersSnapshotHasTheLastWrite(EtcdRelease release) throws Exception {
    Path data = folder.resolve("live");
    try (var etcd = Etcd.start(release, data, "--backend-batch-interval", "1h")) {
      EtcdClient client = etcd.client();
      for (int i = 0; i < 50; i++) {
        long revision = client.put("/key/" + i, "value " + i);
        if (i % 10 == 9) {
          JsonNode taken = take(data, folder.resolve(i + ".db"), release.version());
          assertEquals(revision, taken.path("revision").asLong(), taken.toString());
          assertTrue(taken.path("plan").path("live").asBoolean());
        }
      }
      etcd.stop();
    }
  }

  /** In 3.4 the entries have them in plain, and each member makes a hash of its own. */
  @ParameterizedTest
  @EnumSource
  void passwordsThatAreOnlyInTheLogLogIn(EtcdRelease release) throws Exception {
    Path data = folder.resolve("killed");
    String[] lazy = {"--backend-batch-interval", "1h", "--backend-batch-limit", "1000000"};
    String longer = "p".repeat(72);
    try (var etcd = Etcd.start(release, data, lazy)) {
      var auth = etcd.client().auth();
      auth.addUser("root", "first");
      auth.addRole("root");
      auth.grantRole("root", "root");
      auth.addUser("alice", longer);
      auth.changePassword("root", "second");
      auth.enable();
      etcd.client().as("root", "second").put("/key", "value");
      etcd.kill();
    }
    take(data, folder.resolve("taken.db"), release.version());
    Path restored = folder.resolve("restored");
    Run restore =
        Run.drydock("snapshot", "restore", folder.resolve("taken.db"), "--data-dir", restored);
    assertEquals(ExitCode.OK, restore.code(), restore.err());
    try (var etcd = Etcd.start(release, restored)) {
      assertTrue(etcd.client().as("root", "second").get("/key").isPresent());
      assertThrows(EtcdRefused.class, () -> etcd.client().as("root", "first").get("/key"));
      EtcdClient alice = etcd.client().as("alice", longer);
      String refusal = assertThrows(EtcdRefused.class, () -> alice.get("/key")).getMessage();
      assertTrue(refusal.contains("permission denied"), refusal);
    }
  }

  private static JsonNode take(Path data, Path out, String version) throws IOException {
    Run run =
        Run.drydock(
            "snapshot", "take", data, "--out", out, "--etcd-version", version, "-o", "json");
    assertEquals(ExitCode.OK, run.code(), run.err());
    return Json.read(run.out());
  }
}
