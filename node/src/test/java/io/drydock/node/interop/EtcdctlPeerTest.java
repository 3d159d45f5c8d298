package io.drydock.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator sees of the node is what he sees of etcd 3.5.30. */
@Execution(ExecutionMode.CONCURRENT)
class EtcdctlPeerTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "quota, V3_5_30",
    "keys, V3_4_23",
    "keys, V3_5_30",
    "watch, V3_4_23",
    "watch, V3_5_30",
    "leases, V3_4_23",
    "leases, V3_5_30",
    "upkeep, V3_4_23",
    "upkeep, V3_5_30"
  })
  void theSameCommandsShowTheSame(String name, EtcdRelease etcdctl) throws Exception {
    CommandScript script = script(name);
    String[] flags = script.flags().toArray(String[]::new);
    try (Etcd etcd = Etcd.start(EtcdRelease.V3_5_30, folder.resolve("etcd"), flags);
        var node = NodeProcess.startLike(etcd, folder.resolve("node"), flags);
        ExecutorService both = Executors.newFixedThreadPool(2)) {
      var theirs = both.submit(screen(script, etcdctl, etcd.clientUrl()));
      var ours = both.submit(screen(script, etcdctl, "http://" + node.address()));
      assertEquals(theirs.get(), ours.get());
    }
  }

  private static Callable<String> screen(CommandScript script, EtcdRelease etcdctl, String url) {
    return () -> {
      EtcdTool tool = EtcdTool.etcdctl(etcdctl, url);
      try (var session = new CommandSession(tool, url, script.masks())) {
        return session.run(script);
      }
    };
  }

  private static CommandScript script(String name) throws IOException {
    try (var in = EtcdctlPeerTest.class.getResourceAsStream("/interop/etcdctl/" + name + ".txt")) {
      return CommandScript.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
