package io.drydock.tools.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Directories;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import io.drydock.testdata.scenario.Fresh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Directories that differ in each build answer as their servers and etcd's own tools do. */
class DbAnswersPeerTest {

  /** Of the size that etcd itself reaches. */
  private static final double PREDICTION_ERROR_MAX = 0.02;

  @TempDir Path folder;

  private static Path fresh(EtcdRelease release) throws IOException {
    return Fresh.directory("etcd-" + release.version() + "-single");
  }

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void aNewDirectoryAnswersAsItsServerDid(EtcdRelease release) throws IOException {
    new SingleAnswers(fresh(release)).check();
  }

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void statusSaysWhatSnapshotStatusSays(EtcdRelease release) throws IOException {
    Path database = folder.resolve("copy.db");
    Files.copy(fresh(release).resolve("data/member/snap/db"), database);
    for (Path file : List.of(database, fresh(release).resolve("snapshot.db"))) {
      JsonNode theirs = EtcdTool.offline(release).json("snapshot", "status", file.toString());
      JsonNode ours = DbJson.found("status", file).json();
      assertEquals(theirs.path("hash").asLong(), ours.path("hash").asLong());
      assertEquals(theirs.path("revision").asLong(), ours.path("revision").asLong());
      assertEquals(theirs.path("totalKey").asLong(), ours.path("all_records").asLong());
      assertEquals(theirs.path("totalSize").asLong(), ours.path("size_bytes").asLong());
      assertEquals(Files.size(file), ours.path("file_bytes").asLong());
    }
  }

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void theServerReachesThePredictedSizes(EtcdRelease release) throws IOException {
    Path data = Directories.copy(fresh(release).resolve("data"), folder.resolve("data"));
    try (Etcd etcd = Etcd.start(release, data, "--quota-backend-bytes", "1000000000")) {
      // The answer of the server is not on disk before its next batch; it stops clean.
      etcd.client().disarm();
      for (int i = 0; i < 3000; i++) {
        etcd.client().put("/du/" + i % 300, "x".repeat(i % 1000));
      }
      etcd.stop();
    }
    JsonNode predicted = DbJson.found("du", data).json();
    try (Etcd etcd = Etcd.start(release, data, "--quota-backend-bytes", "1000000000")) {
      etcd.client().defragment();
      assertNear(predicted.path("after_defrag"), etcd);
      etcd.client().compact(etcd.client().revision());
      etcd.client().defragment();
      assertNear(predicted.path("after_compaction_and_defrag"), etcd);
      etcd.stop();
    }
  }

  private static void assertNear(JsonNode predicted, Etcd etcd) throws IOException {
    long reached = etcd.client().status().path("dbSizeInUse").asLong();
    long size = predicted.path("size_bytes").asLong();
    assertTrue(
        Math.abs(size - reached) <= PREDICTION_ERROR_MAX * reached,
        "predicted " + size + ", reached " + reached);
  }
}
