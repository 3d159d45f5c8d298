package io.drydock.node.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RangeResponse;
import io.drydock.node.rpc.http2.ConnectionSettings;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that mean harm, or do it; after each of them others are served. */
class AbuseLongTest {
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int PROTOCOL_ERROR = 1;
  private static final int REFUSED_STREAM = 7;

  /** Both ends are in this process, which may have 20,000 files open where tests run. */
  private static final int IDLE_CONNECTIONS = 5_000;

  private static EchoPort port;

  @BeforeAll
  static void open() throws IOException {
    port = EchoPort.open();
  }

  @AfterAll
  static void close() {
    port.close();
  }

  @AfterEach
  void othersAreServed() {
    try (var grpc = GrpcClient.plain(port.number())) {
      var answer =
          grpc.unary(
              "etcdserverpb.KV/Range",
              RangeRequest.getDefaultInstance(),
              RangeResponse.getDefaultInstance());
      assertEquals(1, answer.getCount());
    }
  }

  @Test
  void pingsThatComeTooSoonEndTheConnection() throws IOException {
    try (var client = RawHttp2.open(port.number())) {
      flood(client, 4, number -> client.send(RawHttp2.PING, 0, 0, new byte[8]));
      assertEquals(ENHANCE_YOUR_CALM, client.awaitClose());
    }
  }

  @Test
  void rapidResetsEndTheConnection() throws IOException {
    try (var client = RawHttp2.open(port.number())) {
      flood(
          client,
          100_000,
          number -> {
            client.begin(2 * number + 1);
            client.send(RawHttp2.RST_STREAM, 0, 2 * number + 1, new byte[] {0, 0, 0, 8});
          });
      assertEquals(ENHANCE_YOUR_CALM, client.awaitClose());
    }
  }

  @Test
  void continuationsWithoutAnEndEndTheConnection() throws IOException {
    try (var client = RawHttp2.open(port.number())) {
      client.send(RawHttp2.HEADERS, 0, 1, RawHttp2.head("/etcdserverpb.KV/Range"));
      flood(client, 100_000, number -> client.send(RawHttp2.CONTINUATION, 0, 1, new byte[1]));
      assertTrue(client.awaitClose() > 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {RawHttp2.SETTINGS, RawHttp2.PRIORITY, RawHttp2.DATA})
  void framesWithoutUseEndTheConnection(int type) throws IOException {
    try (var client = RawHttp2.open(port.number())) {
      client.begin(1);
      int stream = type == RawHttp2.SETTINGS ? 0 : 1;
      byte[] payload = new byte[type == RawHttp2.PRIORITY ? 5 : 0];
      flood(client, 100_000, number -> client.send(type, 0, stream, payload));
      assertEquals(ENHANCE_YOUR_CALM, client.awaitClose());
    }
  }

  @Test
  void noStreamsBeyondTheLimitAreTaken() throws IOException {
    var few = new ConnectionSettings(3, 64 << 10, 1, 1L << 60, 1L << 60);
    try (var narrow = EchoPort.open(few);
        var client = RawHttp2.open(narrow.number())) {
      for (int stream = 1; stream <= 7; stream += 2) {
        client.begin(stream);
      }
      var refused = client.await(RawHttp2.RST_STREAM);
      assertEquals(7, refused.stream());
      assertEquals(REFUSED_STREAM, refused.errorCode());
    }
  }

  @Test
  void aStreamOfTheServersNumbersIsAnError() throws IOException {
    try (var client = RawHttp2.open(port.number())) {
      client.begin(2);
      assertEquals(PROTOCOL_ERROR, client.awaitClose());
    }
  }

  @Test
  void whoNeverReadsHoldsNobodyUp() throws IOException {
    try (var slow = RawHttp2.open(port.number())) {
      byte[] large = {0, 0, 0, 0, 8, 10, 1, 'k', 24, (byte) 0x80, (byte) 0x80, 64, 0};
      byte[] message = ByteBuffer.allocate(12).put(large, 0, 12).array();
      message[4] = 7;
      flood(
          slow,
          2_000,
          number -> {
            slow.begin(2 * number + 1);
            slow.send(RawHttp2.DATA, RawHttp2.END_STREAM, 2 * number + 1, message);
          });
      othersAreServed();
    }
  }

  @Test
  void idleConnectionsHoldNobodyUp() throws IOException {
    var idle = new ArrayList<RawHttp2>();
    try {
      for (int count = 0; count < IDLE_CONNECTIONS; count++) {
        idle.add(count % 2 == 0 ? RawHttp2.open(port.number()) : RawHttp2.silent(port.number()));
      }
      othersAreServed();
    } finally {
      for (var each : idle) {
        each.close();
      }
    }
  }

  @Test
  void noiseEndsItsOwnConnectionAtMost() throws IOException {
    var random = new Random(20_261_121);
    for (int round = 0; round < 300; round++) {
      try (var client = RawHttp2.open(port.number())) {
        noise(client, random);
      } catch (SocketException e) {
        // The server has closed it while more was sent.
        assertTrue(e.getMessage() != null);
      }
    }
  }

  private static void noise(RawHttp2 client, Random random) throws IOException {
    client.begin(1);
    for (int count = 0; count < 20; count++) {
      byte[] payload = new byte[random.nextInt(64)];
      random.nextBytes(payload);
      int stream = random.nextInt(4);
      client.send(random.nextInt(12), random.nextInt(64), stream, payload);
    }
  }

  @Test
  void callsUnderWayEndBeforeThePortCloses() throws Exception {
    var ending = EchoPort.open();
    try (var client = RawHttp2.open(ending.number())) {
      client.begin(1);
      client.send(RawHttp2.PING, 0, 0, new byte[8]);
      client.await(RawHttp2.PING);
      var closing = Thread.ofVirtual().start(ending::shutDown);
      client.await(RawHttp2.GOAWAY);
      client.send(RawHttp2.DATA, RawHttp2.END_STREAM, 1, new byte[5]);
      assertTrue(client.awaitEnd(1));
      assertTrue(closing.join(java.time.Duration.ofSeconds(TimeUnit.MINUTES.toSeconds(1))));
    } finally {
      ending.close();
    }
  }

  private interface Sending {
    void send(int number) throws IOException;
  }

  /** Sends until all is sent or the server has had enough. */
  private static void flood(RawHttp2 client, int times, Sending sending) throws IOException {
    try {
      for (int number = 0; number < times; number++) {
        sending.send(number);
      }
    } catch (SocketException e) {
      assertTrue(e.getMessage() != null); // reset or broken pipe: the server closed it
    }
  }
}
