package io.drydock.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.client.EtcdClient;
import io.drydock.testdata.client.EtcdRefused;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member that asks for a member of its own URLs, and for one that could be. */
class MemberAddPeerTest {

  private static final int FAILED_PRECONDITION = 9;
  private static final int UNIMPLEMENTED = 12;

  @TempDir private Path folder;

  @Test
  void urlsThatAreTakenAreRefusedAsByEtcd() throws Exception {
    try (Etcd etcd = Etcd.start(EtcdRelease.V3_5_30, folder.resolve("etcd"));
        var node = NodeProcess.start(folder.resolve("node"))) {
      var ours = new EtcdClient("http://" + node.address());
      EtcdRefused theirs = addTaken(etcd.client());
      EtcdRefused refused = addTaken(ours);
      assertEquals(FAILED_PRECONDITION, theirs.code());
      assertEquals(theirs.code(), refused.code());
      assertEquals(theirs.getMessage(), refused.getMessage());

      var cannot = assertThrows(EtcdRefused.class, () -> ours.members().add("http://127.0.0.1:1"));
      assertEquals(UNIMPLEMENTED, cannot.code());
      assertTrue(cannot.getMessage().contains("clusters of one member"), cannot.getMessage());
      ours.put("still", "writable");
      assertEquals(0, node.stop());
    }
  }

  private static EtcdRefused addTaken(EtcdClient client) throws IOException {
    String url = client.members().list().path(0).path("peerURLs").path(0).asText();
    return assertThrows(EtcdRefused.class, () -> client.members().add(url));
  }
}
