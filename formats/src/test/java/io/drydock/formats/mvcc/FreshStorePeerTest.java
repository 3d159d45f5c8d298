package io.drydock.formats.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.mvcc.check.MvccCheck;
import io.drydock.testdata.Expected;
import io.drydock.testdata.Kv;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.scenario.Fresh;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stores that real etcd wrote for this build, other ones each time, against its answers. */
class FreshStorePeerTest {

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void hashesKeysAndSoundnessOfAFreshStore(EtcdRelease release) throws Exception {
    Path directory = Fresh.directory("etcd-" + release.version() + "-single");
    var expected = new Expected(directory);
    try (var source = ByteSource.map(directory.resolve("data/member/snap/db"))) {
      BackendView view = BoltView.of(BoltFile.open(source));
      for (Map.Entry<String, JsonNode> answer : expected.json("hashkv").properties()) {
        JsonNode server = answer.getValue().path(0).path("HashKV");
        assertHash(server, view, Long.parseLong(answer.getKey()));
      }
      assertEquals(expected.kvs("get_all_rev_current"), kvs(view));
      assertEquals(List.of(), MvccCheck.of(view).findings());
      assertEquals(
          expected.json("alarm_list").path("alarms").size(),
          BackendState.read(view).cluster().alarms().size());
    }
  }

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void everyMemberOfAFreshClusterAgrees(EtcdRelease release) throws Exception {
    Path directory = Fresh.directory("etcd-" + release.version() + "-cluster3");
    JsonNode survivors = new Expected(directory).json("after_kill");
    for (String member : List.of("m1", "m2", "m3")) {
      try (var source = ByteSource.map(directory.resolve(member).resolve("member/snap/db"))) {
        BackendView view = BoltView.of(BoltFile.open(source));
        JsonNode server = survivors.path(member).path("hashkv").path(0).path("HashKV");
        if (!server.isMissingNode()) {
          assertHash(server, view, RevisionBounds.CURRENT);
        }
        assertEquals(List.of(), MvccCheck.of(view).findings(), member);
      }
    }
    assertTrue(survivors.path("m1").has("hashkv") && survivors.path("m3").has("hashkv"));
  }

  private static void assertHash(JsonNode server, BackendView view, long revision)
      throws Exception {
    HashKv found = ((RevisionAnswer.Found<HashKv>) HashKv.at(view, revision)).value();
    assertEquals(server.path("hash").asLong(), Integer.toUnsignedLong(found.hash()));
    assertEquals(server.path("compact_revision").asLong(), found.compactRevision());
  }

  private static List<Kv> kvs(BackendView view) throws Exception {
    var kvs = new ArrayList<Kv>();
    var found = (RevisionAnswer.Found<LiveKeys>) LiveKeys.at(view, 0, KeyRange.ALL);
    try (LiveKeys live = found.value()) {
      for (var key = live.next(); key.isPresent(); key = live.next()) {
        KeyRecord.Version version = key.get().value();
        kvs.add(
            new Kv(
                version.key().toHex(),
                version.createRevision(),
                version.modRevision(),
                version.keyVersion(),
                version.value().toHex(),
                version.lease()));
      }
    }
    return kvs;
  }
}
