package io.drydock.node.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What probes are told. The answers of a healthy member are etcd 3.5.30's. */
class HealthTest {
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

  @AfterEach
  void recover() {
    port.vitals().set(Set.of(), true, Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/version | 200 {\"etcdserver\":\"3.5.30\",\"etcdcluster\":\"3.5.0\"}",
        "/health | 200 {\"health\":\"true\",\"reason\":\"\"}",
        "/livez | 200 ok",
        "/readyz | 200 ok",
        "/readyz/linearizable_read | 200 ok",
        "/livez?verbose | 200 [+]serializable_read ok/ok",
        "/livez?verbose&exclude=serializable_read | 200 ok",
        "/metrics | 200 up 1",
        "/livez/nope | 404 404 page not found",
      })
  void aHealthyMemberSaysSo(String path, String expected) throws Exception {
    assertEquals(expected, get(path));
  }

  @ParameterizedTest
  @CsvSource({"/health?exclude=NOSPACE, 200", "/health, 503", "/readyz, 200"})
  void anAlarmIsToldUnlessExcluded(String path, String status) throws Exception {
    port.vitals().set(Set.of("NOSPACE"), true, Optional.empty());
    assertEquals(status, get(path).substring(0, 3));
  }

  @Test
  void noLeaderIsToldWhereItMatters() throws Exception {
    port.vitals().set(Set.of(), false, Optional.empty());
    assertEquals("503 {\"health\":\"false\",\"reason\":\"RAFT NO LEADER\"}", get("/health"));
    assertEquals("200", get("/health?serializable=true").substring(0, 3));
  }

  @Test
  void whatFailsIsNamed() throws Exception {
    port.vitals().set(Set.of("CORRUPT"), true, Optional.of("too late"));
    assertEquals(
        "503 [-]data_corruption failed: alarm activated: CORRUPT/[+]serializable_read ok/"
            + "[-]linearizable_read failed: range error: too late/[+]non_learner ok",
        get("/readyz"));
  }

  @Test
  void onlyGetIsAllowed() throws Exception {
    var request = HttpRequest.newBuilder(uri("/health")).POST(BodyPublishers.noBody()).build();
    var answer = client.send(request, BodyHandlers.ofString());
    assertEquals(405, answer.statusCode());
    assertEquals("GET", answer.headers().firstValue("allow").orElseThrow());
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port.number() + path);
  }

  /** Status and body, its lines parted by slashes. */
  private static String get(String path) throws IOException, InterruptedException {
    var answer = client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body().strip().replace('\n', '/');
  }
}
