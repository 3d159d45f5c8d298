package io.drydock.testdata.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Archive;
import io.drydock.testdata.Expected;
import io.drydock.testdata.client.EtcdRefused;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class KeptPeerTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void unpackedDirectoryBootsAndGivesTheRecordedAnswers(EtcdRelease release) throws IOException {
    var unpacked = Archive.unpack("etcd-" + release.version() + "-single", folder);
    var expected = new Expected(unpacked);
    try (var etcd = Etcd.start(release, unpacked.resolve("data"))) {
      assertEquals(expected.kvs("get_all_rev_current"), etcd.client().all(0));
      assertEquals(expected.hashKv("hashkv").get(0L), etcd.hashKv(0));
    }
  }

  @Test
  void directoryOfTheTourBootsFullAndRefusesWrites() throws IOException {
    var unpacked = Archive.unpack("prod-etcd-1", folder);
    try (var etcd = Etcd.start(EtcdRelease.V3_5_30, unpacked.resolve("data"))) {
      var root = etcd.client().as("root", "rootpw");
      var e = assertThrows(EtcdRefused.class, () -> root.put("/shop/feature/x", "on"));
      assertTrue(e.getMessage().contains("database space exceeded"), e.getMessage());
      var answer = etcd.etcdctl().as("root", "rootpw").json("endpoint", "hashkv");
      var recorded = new Expected(unpacked).hashKv("hashkv").get(0L);
      assertEquals(recorded.hash(), answer.path(0).path("HashKV").path("hash").asLong());
    }
  }
}
