package io.drydock.formats.member;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerUrlTest {

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:2380, http://127.0.0.1:2380",
    "HTTPS://Node-1.Example:2380, https://Node-1.Example:2380",
    "'  http://h:2380 ', http://h:2380",
    "http://h:0, http://h:0",
    "http://h:65535, http://h:65535",
    "http://h:02380, http://h:02380",
    "http://[::1]:2380, http://[::1]:2380",
    "http://[fe80::1%25eth0]:2380, http://[fe80::1%25eth0]:2380",
    "http://[::ffff:10.0.0.1]:2380, http://[::ffff:10.0.0.1]:2380",
    "unix://localhost:12345, unix://localhost:12345",
    "unixs://m1:0, unixs://m1:0"
  })
  void aUrlIsBroughtIntoTheFormThatIdsAreMadeOf(String text, String normal) {
    assertEquals(new PeerUrl.Normal(normal), PeerUrl.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                      | has no scheme: http://HOST:PORT or https://HOST:PORT
          127.0.0.1:2380          | has no scheme: http://HOST:PORT or https://HOST:PORT
          ://h:2380               | has no scheme: http://HOST:PORT or https://HOST:PORT
          ftp://h:2380            | has scheme ftp: http, https, unix or unixs
          http://h                | has no port
          http://h:               | has no port
          http://[::1]            | has no port
          http://h:65536          | has port 65536: at most 65535
          http://h:99999999999    | has port 99999999999: at most 65535
          http://h:2380/          | has '/' at its end: only HOST:PORT may follow ://
          http://h/               | has '/' at its end: only HOST:PORT may follow ://
          http://h:2380?x=1       | has '?x=1' at its end: only HOST:PORT may follow ://
          http://h:2380#x         | has '#x' at its end: only HOST:PORT may follow ://
          http://h:x              | has 'x' at its end: only HOST:PORT may follow ://
          http://u@h:2380         | has '@h:2380' at its end: only HOST:PORT may follow ://
          http://::1:2380         | has no host of letters, digits, '-', '.', or an IPv6 address in [ ]
          http://fe80::1:2380     | has an IPv6 address without [ ]
          http://:2380            | has no host of letters, digits, '-', '.', or an IPv6 address in [ ]
          http://ä:2380           | has no host of letters, digits, '-', '.', or an IPv6 address in [ ]
          http://h h:2380         | has ' h:2380' at its end: only HOST:PORT may follow ://
          """)
  void anotherTextIsRefusedWithItsReason(String text, String reason) {
    assertEquals(new PeerUrl.Refused(reason), PeerUrl.parse(text));
  }
}
