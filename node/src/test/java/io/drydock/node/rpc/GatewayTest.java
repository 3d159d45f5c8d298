package io.drydock.node.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON requests. Codes, texts and forms are those that etcd 3.5.30 answers. */
class GatewayTest {
  private static EchoPort port;
  private static HttpClient client;

  @BeforeAll
  static void open() throws IOException {
    port = EchoPort.open();
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterAll
  static void close() {
    client.close();
    port.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /v3/kv/range | {"key":"YQ==","limit":"2"} | YQ==,AAA=
          /v3/kv/range | {"key":"YQ==","limit":2,"sortOrder":2} | YQ==,AAA=
          /v3beta/kv/range | {"key":"YQ==","unknown":[1]} | YQ==
          """)
  void aRangeIsAnswered(String path, String body, String found) throws Exception {
    var kv = "{\"key\":\"" + found.replace(",", "\",\"value\":\"") + "\"}";
    assertEquals("{\"kvs\":[" + kv + "],\"count\":\"1\"}", post(path, body).body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"value":"YWI="} | {"header":{"revision":"2"}}
          {"value":"_-8"}{} | {"header":{"revision":"2"}}
          '' | {"header":{}}
          """)
  void aCallIsAnswered(String body, String expected) throws Exception {
    var answer = post("/v3/kv/put", body);
    assertEquals(200, answer.statusCode());
    assertEquals(expected, answer.body());
    assertEquals(
        "application/grpc",
        answer.headers().firstValue("grpc-metadata-content-type").orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /v3/nope | {} | 404 {"code":5, "message":"Not Found"}
          /v3/kv/range | {"key":"cmVmdXNlZA=="} | 400 {"code":3, "message":"etcdserver: key is
          /v3/kv/range | {"key":[]} | 400 {"code":3, "message":"
          /v3/kv/range | {bad | 400 {"code":3, "message":"
          /v3/watch | {bad | 400 {"error":{"code":3,"message":"
          """)
  void anErrorHasItsCode(String path, String body, String expected) throws Exception {
    var answer = post(path, body);
    var told = answer.statusCode() + " " + answer.body();
    assertEquals(expected, told.substring(0, Math.min(told.length(), expected.length())));
    assertEquals("application/json", answer.headers().firstValue("content-type").orElseThrow());
  }

  @Test
  void aMethodOtherThanPostIsNotImplemented() throws Exception {
    var request = HttpRequest.newBuilder(uri("/v3/kv/range")).build();
    var answer = client.send(request, BodyHandlers.ofString());
    assertEquals(501, answer.statusCode());
    assertEquals("{\"code\":12, \"message\":\"Method Not Allowed\"}", answer.body());
  }

  @Test
  void aStreamIsOneDocumentALine() throws Exception {
    var create = "{\"create_request\":{\"start_revision\":2}}";
    assertEquals(
        "{\"result\":{\"watch_id\":\"1\"}}\n{\"result\":{\"watch_id\":\"2\"}}\n"
            + "{\"result\":{\"watch_id\":\"1\"}}\n{\"result\":{\"watch_id\":\"2\"}}\n",
        post("/v3/watch", create + create).body());
  }

  @Test
  void timeIsLimited() throws Exception {
    var request =
        HttpRequest.newBuilder(uri("/v3/kv/range"))
            .header("Grpc-Timeout", "10m")
            .POST(BodyPublishers.ofString("{\"key\":\"c2lsZW50\"}"))
            .build();
    var answer = client.send(request, BodyHandlers.ofString());
    assertEquals(504, answer.statusCode());
    assertEquals("{\"code\":4, \"message\":\"context deadline exceeded\"}", answer.body());
  }

  private static HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port.number() + path);
  }
}
