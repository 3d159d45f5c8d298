package io.drydock.node.rpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RangeResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Plain requests, as browsers and scripts send them. */
class HttpPortTest {
  private static EchoPort port;
  private static HttpClient client;

  @BeforeAll
  static void open() throws IOException {
    port = EchoPort.open();
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void close() {
    client.close();
    port.close();
  }

  @Test
  void anUpgradeToHttp2IsIgnored() throws Exception {
    var answer = get(HttpClient.Version.HTTP_2, "/version");
    assertEquals(HttpClient.Version.HTTP_1_1, answer.version());
    assertEquals(200, answer.statusCode());
  }

  @Test
  void whatIsNotThereIs404() throws Exception {
    var answer = get(HttpClient.Version.HTTP_1_1, "/nope");
    assertEquals(404, answer.statusCode());
    assertEquals("404 page not found\n", answer.body());
    assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElseThrow());
  }

  @Test
  void everyAnswerAllowsOtherOrigins() throws Exception {
    var headers = get(HttpClient.Version.HTTP_1_1, "/version").headers();
    assertEquals("*", headers.firstValue("Access-Control-Allow-Origin").orElseThrow());
  }

  @Test
  void aBodyComesBackWhole() throws Exception {
    byte[] body = new byte[1_000_000];
    body[999_999] = 7;
    var request = HttpRequest.newBuilder(uri("/echo")).POST(BodyPublishers.ofByteArray(body));
    assertArrayEquals(body, client.send(request.build(), BodyHandlers.ofByteArray()).body());
  }

  @Test
  void requestsSentAheadAreAnsweredInOrder() throws IOException {
    try (var socket = new Socket("127.0.0.1", port.number())) {
      var requests = new StringBuilder();
      for (int number = 0; number < 40; number++) {
        requests.append("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n");
        requests.append(number == 39 ? "Connection: close\r\n" : "").append("\r\n");
        requests.append((char) ('a' + number % 26)).append('\n');
      }
      socket.getOutputStream().write(requests.toString().getBytes(StandardCharsets.US_ASCII));
      var answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertEquals(
          "abcdefghijklmnopqrstuvwxyzabcdefghijklmn",
          answers.lines().filter(line -> line.length() == 1).reduce("", String::concat));
    }
  }

  @Test
  void aPortForPlainRequestsServesNoCalls() throws IOException {
    try (var plain = EchoPort.open(Speaks.HTTP);
        var grpc = GrpcClient.plain(plain.number())) {
      var refused = assertThrows(StatusRuntimeException.class, () -> range(grpc));
      assertEquals(Status.Code.UNIMPLEMENTED, refused.getStatus().getCode());
    }
  }

  @Test
  void aPortForCallsServesNoPlainRequests() throws IOException {
    try (var calls = EchoPort.open(Speaks.GRPC);
        var grpc = GrpcClient.plain(calls.number())) {
      range(grpc);
      var uri = URI.create("http://127.0.0.1:" + calls.number() + "/version");
      var request = HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1).build();
      assertThrows(IOException.class, () -> client.send(request, BodyHandlers.ofString()));
    }
  }

  private static void range(GrpcClient grpc) {
    grpc.unary(
        "etcdserverpb.KV/Range",
        RangeRequest.getDefaultInstance(),
        RangeResponse.getDefaultInstance());
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port.number() + path);
  }

  private static HttpResponse<String> get(HttpClient.Version version, String path)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(uri(path)).version(version).build();
    return client.send(request, BodyHandlers.ofString());
  }
}
