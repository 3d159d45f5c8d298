package io.drydock.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.node.rpc.NodeServer;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same script on two servers: the same answers, but for what no two can have in common. */
class DifferentialPeerTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"kv", "txn", "compaction", "watch", "lease", "member", "lock"})
  void twoEtcdsAnswerAlike(String name) throws IOException {
    try (Etcd one = Etcd.start(EtcdRelease.V3_5_30, folder.resolve("one"));
        Etcd other = Etcd.start(EtcdRelease.V3_5_30, folder.resolve("other"))) {
      Script script = script(name);
      String first = answers(one, script);
      assertEquals(first, answers(other, script));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"kv", "txn", "compaction", "watch", "lease", "member", "lock"})
  void theNodeAnswersAsEtcd(String name) throws Exception {
    try (Etcd etcd = Etcd.start(EtcdRelease.V3_5_30, folder.resolve("etcd"));
        var node = new NodeServer(folder.resolve("node"))) {
      Script script = script(name);
      assertEquals(answers(etcd, script), answers(node.address(), script));
    }
  }

  private static String answers(Etcd server, Script script) {
    return answers("127.0.0.1:" + server.options().ports().client(), script);
  }

  private static String answers(String server, Script script) {
    try (var session = new Session(server)) {
      return String.join("\n", session.run(script));
    }
  }

  private static Script script(String name) throws IOException {
    try (var in = DifferentialPeerTest.class.getResourceAsStream("/interop/" + name + ".txt")) {
      return Script.parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
