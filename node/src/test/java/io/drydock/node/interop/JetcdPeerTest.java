package io.drydock.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** etcd's client for the JVM is told by the node what etcd 3.5.30 tells it. */
class JetcdPeerTest {

  @TempDir Path folder;

  @Test
  void theSameCallsAreToldTheSame() throws Exception {
    try (Etcd etcd = Etcd.start(EtcdRelease.V3_5_30, folder.resolve("etcd"));
        var node = NodeProcess.startLike(etcd, folder.resolve("node"))) {
      assertEquals(told(etcd.clientUrl()), told("http://" + node.address()));
    }
  }

  private static String told(String url) throws Exception {
    try (var session = new JetcdSession(url)) {
      session.keys();
      session.transactions();
      session.watching();
      session.compaction();
      session.leases();
      session.lock();
      session.election();
      session.maintenance();
      return String.join("\n", session.told());
    }
  }
}
