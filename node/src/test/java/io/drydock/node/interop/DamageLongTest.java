package io.drydock.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.node.testing.Tables;
import io.drydock.testdata.client.EtcdClient;
import io.drydock.testdata.client.EtcdRefused;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that loses rows under a running member. */
class DamageLongTest {

  private static final int UNAVAILABLE = 14;

  @TempDir private Path folder;

  @Test
  void theCallIsAnsweredAndTheProcessEndsWithTheReason() throws Exception {
    try (var node = NodeProcess.start(folder)) {
      var client = new EtcdClient("http://" + node.address());
      for (int i = 0; i < 100; i++) {
        client.put("key" + i, "value".repeat(200));
      }
      assertEquals(0, node.stop());
    }
    try (var node = NodeProcess.start(folder)) {
      var client = new EtcdClient("http://" + node.address());
      Tables.damage(folder.resolve("member/kv"));
      var refused = assertThrows(EtcdRefused.class, () -> client.get("key50"));
      assertEquals(UNAVAILABLE, refused.code());
      assertEquals(1, node.awaitEnd());
      assertTrue(node.log().contains("the member cannot go on"), node::log);
      assertTrue(node.log().contains("checksum"), node::log);
    }
  }
}
