package io.drydock.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are hardly HTTP: the status that real etcd 3.5.30 answers. */
class BadHttpPeerTest {
  @TempDir private static Path folder;
  private static Etcd etcd;
  private static Victim node;

  @BeforeAll
  static void start() throws IOException {
    etcd = Etcd.start(EtcdRelease.V3_5_30, folder.resolve("etcd"));
    node = Victim.start(folder.resolve("node"));
  }

  @AfterAll
  static void stop() throws IOException {
    node.standsUnharmed();
    node.close();
    etcd.close();
  }

  private static final Map<String, String> SHORT =
      Map.of(
          "RANGE", "POST /v3/kv/range HTTP/1.1",
          "ADD", "POST /v3/cluster/member/add HTTP/1.1",
          "REMOVE", "POST /v3/cluster/member/remove HTTP/1.1");

  /** A name, the first line, header lines, the body; {@code ^} stands for CR LF. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          no escape in the path | GET /health%zz HTTP/1.1 | Host: h | ~~
          no escape in the query | GET /version?a=%zz HTTP/1.1 | Host: h | ~~
          a semicolon | GET /version?a=b;c HTTP/1.1 | Host: h | ~~
          control character | GET /ver\u0001sion HTTP/1.1 | Host: h | ~~
          no host | GET /version HTTP/1.1 | A: b | ~~
          two hosts | GET /version HTTP/1.1 | Host: a^Host: b | ~~
          no colon | GET /version HTTP/1.1 | Host: h^nocolon | ~~
          blank before colon | GET /version HTTP/1.1 | Host: h^a : b | ~~
          control in a field | GET /version HTTP/1.1 | Host: h^a: b\u0001c | ~~
          folded field | GET /version HTTP/1.1 | Host: h^a: b^ c | ~~
          whole address | GET http://x/version HTTP/1.1 | Host: h | ~~
          star | GET * HTTP/1.1 | Host: h | ~~
          no slash | GET version HTTP/1.1 | Host: h | ~~
          slash behind | GET /version/ HTTP/1.1 | Host: h | ~~
          negative length | RANGE | Host: h^L: -1 | {}
          length of letters | RANGE | Host: h^L: abc | {}
          two lengths | RANGE | Host: h^L: 2^L: 3 | {}
          no chunk | RANGE | Host: h^Transfer-Encoding: chunked | zz^{}^0^^
          no method of ours | BREW /v3/kv/range HTTP/1.1 | Host: h | ~~
          no method at all | B{W /version HTTP/1.1 | Host: h | ~~
          other expectation | RANGE | Host: h^Expect: x^L: 2 | {}
          no JSON | RANGE | Host: h^L: 3 | {x}
          JSON cut by the length | RANGE | Host: h^L: 9 | {"key":"aGk="}
          JSON and more | RANGE | Host: h^L: 16 | {"key":"aGk="} x
          UTF-16 | RANGE | Host: h^L: 4 | \u00ff\u00fe{}
          no UTF-8 | RANGE | Host: h^L: 9 | {"x":"\u00ff"}
          number beyond all | REMOVE | Host: h^L: 18 | {"ID":1e999999999}
          lone surrogate | ADD | Host: h^L: 23 | {"peerURLs":["\\ud800"]}
          """)
  void isAnsweredAsEtcdAnswersIt(String name, String line, String fields, String body)
      throws IOException {
    String first = SHORT.getOrDefault(line, line);
    String rest = fields.replace("L:", "Content-Length:") + "^Connection: close^^" + body;
    String request = first + "^" + rest;
    int theirs = URI.create(etcd.clientUrl()).getPort();
    assertEquals(status(theirs, request), status(node.port(), request), name);
  }

  /** etcd closes the connection without a word, or takes more than we do. */
  @ParameterizedTest
  @CsvSource({
    "GET /version HTTP/3.0, 505",
    "GET /version, 400",
    "PRI * HTTP/1.1, 400",
    "\u0016\u0003\u0001 \u0001\u0002, 400"
  })
  void isRefusedInWords(String line, String status) throws IOException {
    assertEquals(status, status(node.port(), line + "^Host: h^^"));
  }

  @Test
  void fieldsBeyondTheLimitAreTooLarge() throws IOException {
    String request = "GET /version HTTP/1.1^Host: h^" + "a: b^".repeat(20_000) + "^";
    assertEquals("431", status(node.port(), request));
  }

  @Test
  void jsonInItselfIsRefused() throws IOException {
    for (String opening : new String[] {"[", "{\"a\":", "{\"success\":[{\"request_txn\":"}) {
      String body = opening.repeat(10_000);
      String head = "POST /v3/kv/txn HTTP/1.1^Host: h^Connection: close^Content-Length: ";
      assertEquals("400", status(node.port(), head + body.length() + "^^" + body));
    }
  }

  private static String status(int port, String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      byte[] sent = request.replace("^", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
      socket.getOutputStream().write(sent);
      byte[] head = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
      assertFalse(head.length < 12, "closed without a word");
      return new String(head, StandardCharsets.ISO_8859_1).substring(9);
    } catch (SocketException reset) {
      return "reset";
    }
  }
}
