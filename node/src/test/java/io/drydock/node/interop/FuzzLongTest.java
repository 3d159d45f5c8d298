package io.drydock.node.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any bytes for every method and path: an answer in the protocol's own terms, and the member stands
 * unharmed. {@code -Dfuzz.rounds=N} takes longer, {@code -Dsim.seed=SEED} repeats.
 */
class FuzzLongTest {
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 1);
  private static final int EACH = 20;
  private static final int LAST_CODE = 16;
  private static final int INTERNAL = 13;

  @TempDir private static Path folder;
  private static Victim victim;

  private final long seed = Long.getLong("sim.seed", System.nanoTime());
  private final RandomGenerator random = new SplittableRandom(seed);

  @BeforeAll
  static void start() throws IOException {
    victim = Victim.start(folder.resolve("node"));
  }

  @AfterAll
  static void stop() {
    victim.close();
  }

  @AfterEach
  void standsUnharmed() throws IOException {
    victim.standsUnharmed();
  }

  @Test
  void everyCallOfAnyBytesEndsWithAStatus() throws IOException {
    var messages = new Messages(random);
    for (int round = 0; round < ROUNDS; round++) {
      for (MethodDescriptor method : Api.served()) {
        List<byte[]> sent = new ArrayList<>();
        for (int count = 0; count < EACH; count++) {
          sent.add(messages.damaged(method.getInputType()));
          sent.add(messages.any(method.getInputType()).toByteArray());
        }
        try (var calls = new RawCalls(victim.port())) {
          for (var end : calls.call(Api.path(method), sent)) {
            assertTrue(isInOrder(end), () -> method.getFullName() + " " + end + told());
          }
        }
      }
    }
  }

  private static boolean isInOrder(RawCalls.Ended end) {
    boolean isKnown = end.code() >= 0 && end.code() <= LAST_CODE;
    return isKnown
        && (end.code() == 0) == end.text().isEmpty()
        && (end.code() != INTERNAL || end.text().startsWith("grpc: "));
  }

  @Test
  void messagesInThemselvesAreReadOrRefused() throws IOException {
    for (int depth : new int[] {100, 240, 250, 1_000, 10_000}) {
      for (MethodDescriptor method : Api.served()) {
        List<byte[]> deep = Messages.nested(method.getInputType(), depth);
        try (var calls = new RawCalls(victim.port())) {
          for (var end : calls.call(Api.path(method), deep)) {
            assertTrue(isInOrder(end), () -> method.getFullName() + " " + depth + " " + end);
          }
        }
      }
    }
  }

  @Test
  void everyPathAnswersAnyBody() throws Exception {
    var messages = new Messages(random);
    for (int round = 0; round < ROUNDS; round++) {
      for (MethodDescriptor method : Api.served()) {
        String path = gatewayPath(method);
        for (int count = 0; count < EACH / 2; count++) {
          String json = JsonFormat.printer().print(messages.any(method.getInputType()));
          byte[] body = json.getBytes(StandardCharsets.UTF_8);
          for (byte[] sent : List.of(body, worse(body), worse(worse(body)))) {
            String answer = post(path, sent);
            assertTrue(
                answer.matches("(?s)HTTP/1.1 (2\\d\\d|4\\d\\d|50[0134]) .*"),
                () -> path + " " + answer + told());
          }
        }
      }
    }
  }

  private byte[] worse(byte[] body) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    int at = random.nextInt(text.length());
    String[] bits = {"[", "{", "\"", "1e999999999", "\0", "\u00ff", "\\ud800", "null,", "-", ":"};
    String bit = bits[random.nextInt(bits.length)].repeat(1 + random.nextInt(3));
    String rest = random.nextInt(4) == 0 ? "" : text.substring(at);
    return (text.substring(0, at) + bit + rest).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Paths need not be there; those that are, are called by the JSON of their requests. */
  private static String gatewayPath(MethodDescriptor method) {
    return switch (method.getFullName()) {
      case "etcdserverpb.Watch.Watch" -> "/v3/watch";
      case "etcdserverpb.KV.Compact" -> "/v3/kv/compaction";
      case "etcdserverpb.Lease.LeaseTimeToLive" -> "/v3/lease/timetolive";
      case "etcdserverpb.Maintenance.MoveLeader" -> "/v3/maintenance/transfer-leadership";
      default -> {
        String service = method.getService().getName().toLowerCase(Locale.ROOT);
        String name = method.getName().toLowerCase(Locale.ROOT);
        yield switch (service) {
          case "cluster" -> "/v3/cluster/member/" + name.substring("member".length());
          case "lease" -> "/v3/lease/" + name.substring("lease".length());
          default -> "/v3/" + service + "/" + name;
        };
      }
    };
  }

  private static String post(String path, byte[] body) throws IOException {
    String head =
        "POST %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\nGrpc-Timeout: 100m\r\n"
            + "Content-Length: %d\r\n\r\n";
    byte[] line = head.formatted(path, body.length).getBytes(StandardCharsets.US_ASCII);
    return exchange(Messages.joined(line, body), true);
  }

  @Test
  void whatIsHardlyHttpIsAnsweredOrCut() throws IOException {
    String head = "POST /v3/kv/range HTTP/1.1\r\nHost: h\r\nContent-Length: 14\r\n\r\n";
    byte[] sound = (head + "{\"key\":\"aGk=\"}").getBytes(StandardCharsets.ISO_8859_1);
    for (int count = 0; count < 40 * EACH * ROUNDS; count++) {
      byte[] sent = worse(worse(sound));
      String answer = exchange(sent, false);
      assertTrue(
          answer.isEmpty() || answer.matches("(?s)HTTP/1.1 [1-5]\\d\\d .*"), () -> answer + told());
    }
  }

  /** What comes back; a request that is not whole is given up. */
  private static String exchange(byte[] sent, boolean isWhole) throws IOException {
    try (var socket = new Socket("127.0.0.1", victim.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(sent);
      if (!isWhole) {
        socket.shutdownOutput();
      }
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException closed) {
      return "";
    }
  }

  private String told() {
    return " (again with -Dsim.seed=" + seed + ")";
  }
}
