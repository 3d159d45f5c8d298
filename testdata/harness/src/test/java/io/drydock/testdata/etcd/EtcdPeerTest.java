package io.drydock.testdata.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.client.EtcdRefused;
import io.drydock.testdata.client.Txn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EtcdPeerTest {
  private static final int SIGTERM_EXIT = 143;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void everyReleaseServesAndStopsCleanly(EtcdRelease release) throws IOException {
    try (var etcd = Etcd.start(release, folder.resolve("data"))) {
      var client = etcd.client();
      assertEquals(release.version(), client.serverVersion());
      assertEquals(2, client.put("a", "1"));
      client.txn(new Txn().whenVersion("a", 1).thenPut("b", new byte[] {2}).thenDelete("a"));
      assertEquals(3, client.revision());
      assertEquals("62", client.all(0).getFirst().keyHex());
      assertEquals("61", client.all(2).getFirst().keyHex());
      assertEquals(SIGTERM_EXIT, etcd.stop());
    }
    assertTrue(Files.exists(folder.resolve("data/member/snap/db")));
    assertFalse(Files.exists(folder.resolve("data/member/wal/0.tmp")));
  }

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void toolSeesWhatTheGatewayWrote(EtcdRelease release) throws IOException {
    try (var etcd = Etcd.start(release, folder.resolve("data"))) {
      etcd.client().put("a", "1");
      assertEquals(-1, etcd.hashKv(0).compactRevision());
      assertEquals(etcd.hashKv(2), etcd.hashKv(0));
      assertEquals("a\n1\n", etcd.etcdctl().run("get", "a").ok().stdout());
    }
  }

  @Test
  void killedServerComesBackWithWhatItAcknowledged() throws IOException {
    var options = EtcdOptions.single(EtcdRelease.V3_5_30, folder.resolve("data"));
    try (var etcd = Etcd.start(options)) {
      etcd.client().put("a", "1");
      etcd.kill();
    }
    assertTrue(Files.exists(folder.resolve("data/member/wal/0.tmp")));
    try (var again = Etcd.start(options)) {
      assertEquals("31", again.client().get("a").orElseThrow().valueHex());
    }
  }

  @Test
  void clusterOfThreeWithALearnerSharesOneStore() throws IOException {
    try (var cluster = EtcdCluster.start(EtcdRelease.V3_5_30, folder, 3)) {
      cluster.member(0).client().put("a", "1");
      assertTrue(cluster.member(2).client().get("a").isPresent());
      var learner = cluster.addLearner();
      assertTrue(learner.isRunning());
      assertEquals(4, cluster.member(1).client().members().list().size());
      cluster.stop();
    }
  }

  @Test
  void restartKeepsPortsAndTakesNewFlags() throws IOException {
    try (var etcd = Etcd.start(EtcdRelease.V3_5_30, folder.resolve("data"));
        var again = etcd.restart("--quota-backend-bytes", "1")) {
      assertEquals(etcd.clientUrl(), again.clientUrl());
      assertThrows(EtcdRefused.class, () -> again.client().put("a", "1"));
      assertEquals("NOSPACE", again.client().alarms().path(0).path("alarm").asText());
    }
  }

  @Test
  void directoryGoesFromOneReleaseToTheNext() throws IOException {
    var options = EtcdOptions.single(EtcdRelease.V3_4_23, folder.resolve("data"));
    try (var etcd = Etcd.start(options)) {
      etcd.client().put("a", "1");
      etcd.stop();
    }
    try (var later = Etcd.start(options.with(EtcdRelease.V3_5_30))) {
      assertEquals("3.5.30", later.client().serverVersion());
      assertTrue(later.client().get("a").isPresent());
    }
  }

  @Test
  void killedMemberComesBackIntoItsCluster() throws IOException {
    try (var cluster = EtcdCluster.start(EtcdRelease.V3_5_30, folder, 3)) {
      int follower = cluster.ordinalOfFollower();
      cluster.member(follower).kill();
      cluster.leader().client().put("a", "while it was down");
      cluster.relaunch(follower);
      cluster.member(follower).awaitReady();
      assertTrue(cluster.member(follower).client().get("a").isPresent());
    }
  }

  @Test
  void refusalCarriesTheServersWords() throws IOException {
    try (var etcd = Etcd.start(EtcdRelease.V3_5_30, folder.resolve("data"))) {
      var client = etcd.client();
      var e = assertThrows(EtcdRefused.class, () -> client.compact(99));
      assertTrue(e.getMessage().contains("future revision"), e.getMessage());
    }
  }

  @Test
  void serverThatCannotStartIsReportedWithItsLog() {
    var e =
        assertThrows(
            IOException.class,
            () -> Etcd.start(EtcdRelease.V3_5_30, folder.resolve("data"), "--no-such-flag"));
    assertTrue(e.getMessage().contains("no-such-flag"), e.getMessage());
  }
}
