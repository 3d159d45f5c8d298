package io.drydock.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The node as a process, and etcd's own programs. */
class NodePeerTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void etcdctlWorks(EtcdRelease release) throws Exception {
    try (var node = NodeProcess.start(folder.resolve("node"))) {
      EtcdTool etcdctl = EtcdTool.etcdctl(release, "http://" + node.address());
      assertEquals("OK\n", etcdctl.run("put", "greeting", "hello").ok().stdout());
      assertEquals("greeting\nhello\n", etcdctl.run("get", "greeting").ok().stdout());
      assertEquals("hello\n", etcdctl.run("get", "greeting", "--print-value-only").ok().stdout());
      etcdctl.run("endpoint", "health").ok();
      assertTrue(
          etcdctl.run("lease", "grant", "60").ok().stdout().contains("granted with TTL(60s)"));
      assertEquals("held\n", etcdctl.run("lock", "door", "echo", "held").ok().stdout());
      assertEquals("compacted revision 2\n", etcdctl.run("compact", "2").ok().stdout());
      assertTrue(etcdctl.run("defrag").ok().stdout().startsWith("Finished defragmenting"));
      assertEquals("1\n", etcdctl.run("del", "greeting").ok().stdout());
      EtcdTool named = etcdctl.as("somebody", "secret");
      assertEquals("", named.run("get", "x").ok().stdout());
      for (String what : List.of("auth enable", "user list", "role add r")) {
        assertTrue(etcdctl.run(what.split(" ")).stderr().contains("no users and roles"), what);
      }
      assertEquals(0, node.stop());
    }
  }

  @Test
  void whatIsSavedFromItStartsInEtcd() throws Exception {
    Path saved = folder.resolve("saved.db");
    try (var node = NodeProcess.start(folder.resolve("node"))) {
      EtcdTool etcdctl = EtcdTool.etcdctl(EtcdRelease.V3_5_30, "http://" + node.address());
      for (int i = 0; i < 20; i++) {
        etcdctl.run("put", "key" + i % 7, "value" + i).ok();
      }
      etcdctl.run("snapshot", "save", saved.toString()).ok();
      JsonNode hash = etcdctl.json("endpoint", "hashkv").path(0).path("HashKV");
      Path restored = folder.resolve("restored");
      EtcdTool.offline(EtcdRelease.V3_5_30)
          .run("snapshot", "restore", saved.toString(), "--data-dir", restored.toString())
          .ok();
      try (Etcd etcd = Etcd.start(EtcdRelease.V3_5_30, restored)) {
        assertEquals(
            etcdctl.run("get", "", "--prefix").ok().stdout(),
            etcd.etcdctl().run("get", "", "--prefix").ok().stdout());
        assertEquals(hash.path("hash").asLong(), etcd.hashKv(0).hash());
      }
    }
  }
}
