package io.drydock.node.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.node.rpc.RawHttp2;
import io.drydock.node.rpc.http2.HeaderBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams that stay open, each begun with as many fields as a request may have. */
class OpenStreamsLongTest {
  private static final int CONNECTIONS = 8;
  private static final int STREAMS = 400;

  /** Each counts as 35 bytes of the 64 KiB that a list may have, and takes more in memory. */
  private static final int FIELDS = 1_200;

  @TempDir private Path folder;
  private Victim victim;
  private int answered;

  @BeforeEach
  void start() throws IOException {
    victim = Victim.start(folder.resolve("node"));
  }

  @AfterEach
  void stop() {
    victim.close();
  }

  @Test
  void watchesKeepNoFields() throws IOException {
    List<RawHttp2> clients = open("application/grpc", "/etcdserverpb.Watch/Watch");
    victim.standsUnharmed();
    close(clients);
  }

  @Test
  void plainRequestsAreRefusedWhenTooMuchWaits() throws IOException {
    List<RawHttp2> clients = open("application/json", "/v3/kv/put");
    victim.standsUnharmed();
    assertTrue(answered > 0 && answered < CONNECTIONS * STREAMS, () -> answered + " are refused");
    close(clients);
    victim.standsUnharmed();
  }

  private List<RawHttp2> open(String contentType, String path) throws IOException {
    var block =
        HeaderBlock.ofTrailers()
            .add(":method", "POST")
            .add(":scheme", "http")
            .add(":path", path)
            .add(":authority", "h")
            .add("content-type", contentType);
    for (int field = 0; field < FIELDS; field++) {
      block.add("f" + Integer.toString(field, Character.MAX_RADIX), "v");
    }
    byte[] head = block.encode();
    List<RawHttp2> clients = new ArrayList<>();
    for (int connection = 0; connection < CONNECTIONS; connection++) {
      var client = RawHttp2.open(victim.port());
      for (int stream = 0; stream < STREAMS; stream++) {
        client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 2 * stream + 1, head);
      }
      client.send(RawHttp2.PING, 0, 0, new byte[8]);
      countAnswers(client);
      clients.add(client);
    }
    return clients;
  }

  /** Up to the answer to a ping, before which all answers to what was sent before come. */
  private void countAnswers(RawHttp2 client) throws IOException {
    for (var frame = client.read(); frame.type() != RawHttp2.PING; frame = client.read()) {
      answered += frame.isEnd() ? 1 : 0;
    }
  }

  private static void close(List<RawHttp2> clients) throws IOException {
    for (var client : clients) {
      client.close();
    }
  }
}
