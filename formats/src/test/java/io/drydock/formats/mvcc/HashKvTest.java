package io.drydock.formats.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.RealBackends;
import io.drydock.formats.bytes.Bytes;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
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
    "etcd-3.4.23-single, hashkv",
    "etcd-3.5.16-single, hashkv",
    "etcd-3.5.30-single, hashkv",
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
        assertAnswer(server, found(open.view(), Long.parseLong(answer.getKey())));
      }
    }
  }

  /** At 3604 that server answered from memory, what it hashed before the compaction at 3604. */
  @Test
  void equalsTheServersAnswersOfTheTour() throws Exception {
    JsonNode recorded = backends.expected(RealBackends.TOUR).json("hashkv");
    try (var open = backends.open(RealBackends.TOUR, "data")) {
      for (String revision : new String[] {"0", "13610", "23617"}) {
        JsonNode server = recorded.path(revision).path(0).path("HashKV");
        assertAnswer(server, found(open.view(), Long.parseLong(revision)));
      }
      JsonNode cached = recorded.path("3604").path(0).path("HashKV");
      assertEquals(2544, cached.path("compact_revision").asLong());
      assertEquals(3604, found(open.view(), 3604).compactRevision());
    }
  }

  /** What m1 and m3 answered after m2 was killed. */
  @ParameterizedTest
  @ValueSource(strings = {"etcd-3.4.23", "etcd-3.5.16", "etcd-3.5.30"})
  void survivorsGiveTheirLastAnswers(String version) throws Exception {
    String archive = version + "-cluster3";
    for (String member : new String[] {"m1", "m3"}) {
      JsonNode server =
          backends.expected(archive).json("after_kill").path(member).path("hashkv").path(0);
      try (var open = backends.open(archive, member)) {
        assertAnswer(server.path("HashKV"), found(open.view(), 0));
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
        assertAnswer(server, found(open.view(), revision));
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
  @ValueSource(
      strings = {
        "etcd-3.5.16-single",
        "etcd-3.5.30-single",
        "etcd-3.6.14-single",
        "etcd-3.7.1-single"
      })
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
  void equalsTheModelOfAStoreThatWasNeverCompacted() throws Exception {
    for (int seed = 0; seed < 100; seed++) {
      var random = new Random(seed);
      NaiveStore store = NaiveStore.random(random, random.nextInt(150) + 1);
      try (var open = store.file().open(folder.resolve("db"))) {
        long revision = 1 + random.nextLong(store.current());
        assertEquals(store.hashKv(revision), found(open.view(), revision), "seed " + seed);
        assertEquals(store.hashKv(store.current()), found(open.view(), 0), "seed " + seed);
      }
    }
  }

  /** What compaction has not yet taken is hashed again when no key is alive: as servers do. */
  @Test
  void withoutAnyLivingKeyNothingIsLeftOut() throws Exception {
    var store = new NaiveStore().put(2, "a", "1").put(3, "a", "2").delete(4, Bytes.ofUtf8("a"));
    try (var begun = store.file().compacted(3, -1).open(folder.resolve("db"))) {
      NaiveStore marked = store.compact(1, CompactionRule.KEEPS_TOMBSTONE_AT_REVISION);
      assertEquals(marked.hashKv(4).hash(), found(begun.view(), 4).hash());
    }
  }

  @Test
  void aSnapshotFileGivesTheHashOfItsServer() throws Exception {
    try (var snapshot = backends.openSnapshot(RealBackends.SINGLE_36);
        var data = backends.open(RealBackends.SINGLE_36, "data")) {
      assertEquals(found(data.view(), 0), found(snapshot.view(), 0));
    }
  }

  /** Servers before 3.6 do not say which revision they hashed. */
  private static void assertAnswer(JsonNode server, HashKv found) {
    assertEquals(server.path("hash").asLong(), Integer.toUnsignedLong(found.hash()));
    assertEquals(server.path("compact_revision").asLong(), found.compactRevision());
    if (server.has("hash_revision")) {
      assertEquals(server.path("hash_revision").asLong(), found.hashRevision());
    }
  }

  private static HashKv found(BackendView view, long revision) throws Exception {
    return ((RevisionAnswer.Found<HashKv>) HashKv.at(view, revision)).value();
  }
}
