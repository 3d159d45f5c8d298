package io.drydock.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.Descriptors.MethodDescriptor;
import io.drydock.node.rpc.NodeServer;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that are none, for every method: status and text against real etcd 3.5.30. */
class MalformedPeerTest {
  /** Nested so deep, a transaction is served by both. */
  private static final int DEEP = 60;

  @TempDir Path folder;

  @Test
  void isToldAsEtcdTellsIt() throws Exception {
    try (Etcd etcd = Etcd.start(EtcdRelease.V3_5_30, folder.resolve("etcd"));
        var node = new NodeServer(folder.resolve("node"))) {
      int theirs = URI.create(etcd.clientUrl()).getPort();
      assertEquals(String.join("\n", answers(theirs)), String.join("\n", answers(node.port())));
    }
  }

  private static List<String> answers(int port) throws IOException {
    List<String> answers = new ArrayList<>();
    for (MethodDescriptor method : Api.served()) {
      if (method.getFullName().equals("grpc.health.v1.Health.Watch")) {
        continue; // what it can read it never answers to an end
      }
      var cases = Messages.malformed(method.getInputType());
      Messages.nested(method.getInputType(), DEEP)
          .forEach(deep -> cases.put("deep " + cases.size(), deep));
      try (var calls = new RawCalls(port)) {
        var ends = calls.call(Api.path(method), List.copyOf(cases.values())).iterator();
        for (String name : cases.keySet()) {
          answers.add(method.getFullName() + ": " + name + ": " + ends.next());
        }
      }
    }
    Collections.sort(answers);
    return answers;
  }
}
