package io.drydock.formats.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.RealBackends;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashKvTest {

  @TempDir static Path folder;
  private static RealBackends backends;

  @BeforeAll
  static void setUp() {
    backends = new RealBackends(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "etcd-3.6.14-single, hashkv",
    "etcd-3.7.1-single, hashkv",
    "etcd-3.7.1-upgraded-3.5.30-3.6.14, 3.7.1_hashkv",
  })
  void equalsTheServersAnswerAtEachRecordedRevision(String archive, String answers)
      throws Exception {
    JsonNode recorded = backends.expected(archive).json(answers);
    assertTrue(recorded.size() >= 3);
    try (var open = backends.open(archive, "data")) {
      for (Map.Entry<String, JsonNode> answer : recorded.properties()) {
        JsonNode server = answer.getValue().path(0).path("HashKV");
        assertEquals(hashKv(server), found(open.view(), Long.parseLong(answer.getKey())));
      }
    }
  }

  /** All members, the learner and the killed one too, agree on the past of the cluster. */
  @ParameterizedTest
  @CsvSource({
    "etcd-3.6.14-cluster3, m1", "etcd-3.6.14-cluster3, m2", "etcd-3.6.14-cluster3, m3",
    "etcd-3.7.1-cluster3, m1", "etcd-3.7.1-cluster3, m2", "etcd-3.7.1-cluster3, m3",
  })
  void everyMemberGivesTheQuietAnswers(String archive, String member) throws Exception {
    JsonNode recorded = backends.expected(archive).json("quiet_hashkv").path("m1");
    try (var open = backends.open(archive, member)) {
      for (Map.Entry<String, JsonNode> answer : recorded.properties()) {
        JsonNode server = answer.getValue().path(0).path("HashKV");
        long revision = server.path("hash_revision").asLong();
        assertEquals(hashKv(server), found(open.view(), revision));
      }
    }
  }

  /** Revisions 117 and 242 of the upgraded directory, when 3.5.30 and 3.6.14 had written it. */
  @ParameterizedTest
  @CsvSource({"3.5.30, 117", "3.6.14, 242"})
  void revisionsBelowTheCompactionAreRefused(String version, long revision) throws Exception {
    JsonNode answer = backends.expected(RealBackends.UPGRADED).json(version + "_hashkv");
    assertTrue(answer.toString().contains("\"revision\":" + revision), answer.toString());
    try (var open = backends.open(RealBackends.UPGRADED, "data")) {
      if (revision < 231) {
        assertEquals(
            new RevisionAnswer.Compacted<HashKv>(revision, 231), HashKv.at(open.view(), revision));
      } else {
        assertEquals(231, found(open.view(), revision).compactRevision());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {RealBackends.SINGLE_36, "etcd-3.7.1-single"})
  void refusesWhatTheServerRefuses(String archive) throws Exception {
    JsonNode errors = backends.expected(archive).json("hashkv_errors");
    assertEquals(2, errors.size());
    try (var open = backends.open(archive, "data")) {
      for (Map.Entry<String, JsonNode> error : errors.properties()) {
        String said =
            switch (HashKv.at(open.view(), Long.parseLong(error.getKey()))) {
              case RevisionAnswer.Found<HashKv> found -> found.toString();
              case RevisionAnswer.Compacted<HashKv> _ -> "required revision has been compacted";
              case RevisionAnswer.Future<HashKv> _ -> "required revision is a future revision";
            };
        assertTrue(error.getValue().path(2).asText().contains(said), said);
      }
    }
  }

  @Test
  void aSnapshotFileGivesTheHashOfItsServer() throws Exception {
    try (var snapshot = backends.openSnapshot(RealBackends.SINGLE_36);
        var data = backends.open(RealBackends.SINGLE_36, "data")) {
      assertEquals(found(data.view(), 0), found(snapshot.view(), 0));
    }
  }

  private static HashKv hashKv(JsonNode server) {
    return new HashKv(
        (int) server.path("hash").asLong(),
        server.path("compact_revision").asLong(),
        server.path("hash_revision").asLong());
  }

  private static HashKv found(BackendView view, long revision) throws Exception {
    return ((RevisionAnswer.Found<HashKv>) HashKv.at(view, revision)).value();
  }
}
