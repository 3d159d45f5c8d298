package io.drydock.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process of a node with real etcdctl, from its start to SIGTERM. */
class MainPeerTest {
  private static final String READY = "\"msg\":\"ready to serve client requests\"";

  @TempDir private Path directory;

  @Test
  void aNodeServesEtcdctlAndKeepsWhatItWasGiven() throws Exception {
    int port = freePort();
    var url = "http://127.0.0.1:" + port;
    var tool = EtcdTool.etcdctl(EtcdRelease.V3_5_30, url);
    var node = start(url);
    try {
      awaitReady(node);
      tool.run("put", "key", "value").ok();
      assertTrue(tool.run("endpoint", "health").ok().toString().contains("is healthy"));
    } finally {
      node.destroy();
    }
    assertTrue(node.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, node.exitValue());

    var again = start(url);
    try {
      awaitReady(again);
      assertTrue(tool.run("get", "key").ok().stdout().contains("value"));
    } finally {
      again.destroyForcibly();
    }
  }

  @Test
  void aDirectoryInUseIsRefused() throws Exception {
    var first = start("http://127.0.0.1:" + freePort());
    try {
      awaitReady(first);
      var second = start("http://127.0.0.1:" + freePort());
      var log = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(1, second.waitFor(), log);
      assertTrue(log.contains("\"level\":\"fatal\""), log);
    } finally {
      first.destroyForcibly();
    }
  }

  private Process start(String url) throws IOException {
    var command =
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "io.drydock.node.Main",
            "--data-dir=" + directory.resolve("data"),
            "--listen-client-urls=" + url,
            "--advertise-client-urls=" + url);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
    return builder.start();
  }

  private static void awaitReady(Process node) throws IOException {
    var log = new BufferedReader(new InputStreamReader(node.getInputStream()));
    var seen = new StringBuilder();
    for (var line = log.readLine(); line != null; line = log.readLine()) {
      seen.append(line).append('\n');
      if (line.contains(READY)) {
        return;
      }
    }
    throw new IOException("it ended before it was ready:\n" + seen);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress("127.0.0.1", 0));
      return socket.getLocalPort();
    }
  }
}
