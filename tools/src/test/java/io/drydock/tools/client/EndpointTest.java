package io.drydock.tools.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.tools.UsageException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:2379, 127.0.0.1, 2379, NONE, dns:///127.0.0.1:2379",
    "localhost, localhost, 2379, NONE, dns:///localhost:2379",
    "http://m1:12379, m1, 12379, HTTP, dns:///m1:12379",
    "https://etcd-0.etcd.svc:2379/, etcd-0.etcd.svc, 2379, HTTPS, dns:///etcd-0.etcd.svc:2379",
    "https://[::1]:2380, ::1, 2380, HTTPS, dns:///[::1]:2380",
    "[fe80::1%eth0], fe80::1%eth0, 2379, NONE, dns:///[fe80::1%eth0]:2379",
    "m1:65535, m1, 65535, NONE, dns:///m1:65535"
  })
  void whatEtcdctlTakesIsRead(
      String text, String host, int port, Endpoint.Scheme scheme, String target) {
    Endpoint endpoint = Endpoint.parseAll(text).getFirst();
    assertEquals(new Endpoint(text, host, port, scheme), endpoint);
    assertEquals(target, endpoint.target());
  }

  @Test
  void severalStandBetweenCommasAndOneTwiceCountsOnce() {
    List<Endpoint> endpoints = Endpoint.parseAll(" a:1, b:2,a:1,, ");
    assertEquals(List.of("a:1", "b:2"), endpoints.stream().map(Endpoint::text).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "a:",
        "a:0",
        "a:65536",
        "a:x",
        ":2379",
        "unix:///run/etcd",
        "ftp://a:1",
        "http://",
        "a b:1",
        "[::1:2379",
        "a]:1",
        "a:1:2/3",
        "http://user@host:1"
      })
  void anythingElseIsAWrongCommandLine(String text) {
    var refused = assertThrows(UsageException.class, () -> Endpoint.parseAll(text));
    assertTrue(refused.getMessage().startsWith("--endpoints "), refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "5s, PT5S, 5s",
    "1m30s, PT1M30S, 1m30s",
    "1.5h, PT1H30M, 1h30m",
    "300ms, PT0.3S, 0.3s",
    "0, PT0S, 0s",
    "2h45m0.5s, PT2H45M0.5S, 2h45m0.5s"
  })
  void durationsAreReadAsGoWritesThem(String text, Duration duration, String again) {
    assertEquals(Optional.of(duration), GoDuration.parse(text));
    assertEquals(again, GoDuration.text(duration));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-5s", "5 s", "1d", "5s5", "99999999h", "1e3s"})
  void otherTextIsNoDuration(String text) {
    assertEquals(Optional.empty(), GoDuration.parse(text));
  }
}
