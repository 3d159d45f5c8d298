package io.drydock.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Archive;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import io.drydock.tools.diff.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The page as a document, and the file that it becomes. */
class ReportTest {

  @TempDir Path folder;

  /** Reads it with a parser that forgives nothing. */
  private static Document page(ExitCode expected, Object... directories) throws Exception {
    var words = Stream.of(Stream.of("report"), Stream.of(directories), Stream.of("-o", "-"));
    Run run = Run.drydock(words.flatMap(each -> each).toArray());
    assertEquals(expected, run.code(), run.err());
    byte[] bytes = run.out().getBytes(StandardCharsets.UTF_8);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(bytes));
  }

  private static List<Element> all(Document page, String tag) {
    NodeList found = page.getElementsByTagName(tag);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  private static String text(Document page, String tag) {
    return all(page, tag).getFirst().getTextContent();
  }

  @Test
  void soundMembersAreSaidToBeSo() throws Exception {
    Path cluster = Kept.directory("etcd-3.6.14-cluster3");
    Document page =
        page(ExitCode.OK, cluster.resolve("m1"), cluster.resolve("m2"), cluster.resolve("m3"));
    assertEquals("Every member will start, and they agree", text(page, "h1"));
    List<String> titles = all(page, "h2").stream().map(Element::getTextContent).toList();
    assertEquals(
        List.of(
            "Findings",
            "Members side by side",
            "Log",
            "What fills the database",
            "What was written lately",
            "About this page"),
        titles);
    long drawings =
        all(page, "svg").stream().filter(svg -> !svg.getAttribute("role").isEmpty()).count();
    assertEquals(3 * 2 * 2, drawings, "a log and a database each, wide and narrow");
  }

  @Test
  void nothingInItRunsOrIsFetched() throws Exception {
    Document page = page(ExitCode.OK, Kept.directory("etcd-3.7.1-single").resolve("data"));
    for (String tag : List.of("script", "link", "img", "iframe", "object", "form", "base")) {
      assertEquals(0, all(page, tag).size(), tag);
    }
    for (Element element : all(page, "*")) {
      var attributes = element.getAttributes();
      for (int i = 0; i < attributes.getLength(); i++) {
        String name = attributes.item(i).getNodeName();
        assertFalse(name.startsWith("on") || name.equals("style") || name.equals("src"), name);
        assertTrue(!name.equals("href") || attributes.item(i).getNodeValue().startsWith("#"));
      }
    }
    byte[] style = text(page, "style").getBytes(StandardCharsets.UTF_8);
    String hash =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(style));
    String policy = all(page, "meta").get(1).getAttribute("content");
    assertTrue(policy.startsWith("default-src 'none'; style-src 'sha256-" + hash + "'"), policy);
    assertFalse(text(page, "style").contains("url("), "fetches something");
  }

  @Test
  void whatDamageThereIsComesFirstWithItsPlaceAndItsCommands() throws Exception {
    Path cluster = Archive.unpack("etcd-3.5.30-cluster3", folder);
    Path segment;
    try (Stream<Path> files = Files.list(cluster.resolve("m2/member/wal"))) {
      segment = files.filter(file -> file.toString().endsWith(".wal")).findFirst().orElseThrow();
    }
    try (var file = Files.newByteChannel(segment, StandardOpenOption.WRITE)) {
      file.position(40_000).write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
    }
    Document page =
        page(
            ExitCode.FINDINGS, cluster.resolve("m1"), cluster.resolve("m2"), cluster.resolve("m3"));
    assertEquals("m2 will not start", text(page, "h1"));
    String finding = text(page, "article");
    assertTrue(finding.startsWith("error WAL-CRC m2"), finding);
    assertTrue(finding.contains(segment + ":0x"), finding);
    String first = text(page, "ol");
    assertTrue(first.contains("etcdctl member remove "), first);
    assertTrue(page.getDocumentElement().getTextContent().contains("damaged behind "));
  }

  @Test
  void hostileKeysStayTextAndValuesStayAway() throws Exception {
    Path data = Archive.unpack("etcd-3.6.14-single", folder).resolve("data");
    Path db = data.resolve("member/snap/db");
    String script = "/<script>alert('x')</script>/\"><img src=x onerror=y>";
    Store store = Store.of(db);
    String value = "nobody must see this ".repeat(60_000);
    store.put(script, value).put("/\u202e\u0000&amp;", value).write(db);
    Document page = page(ExitCode.OK, data);
    assertEquals(0, all(page, "script").size() + all(page, "img").size());
    String text = page.getDocumentElement().getTextContent();
    assertTrue(text.contains("/<script>alert('x')</script>/"), text);
    assertFalse(text.contains("nobody must see"));
    assertTrue(text.contains("/\\xe2\\x80\\xae\\x00&amp;"), text);
  }

  @Test
  void aMemberWithoutADatabaseIsReportedToo() throws Exception {
    Path data = Archive.unpack("etcd-3.5.30-single", folder).resolve("data");
    Files.delete(data.resolve("member/snap/db"));
    Document page = page(ExitCode.FINDINGS, data);
    assertTrue(text(page, "h1").endsWith(" will not start"), text(page, "h1"));
    assertTrue(page.getDocumentElement().getTextContent().contains("It cannot be read; "));
    try (Stream<Path> files = Files.list(data.resolve("member/wal"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    assertTrue(
        page(ExitCode.FINDINGS, data)
            .getDocumentElement()
            .getTextContent()
            .contains("There is no log to read."));
  }

  @Test
  void aFileIsNotReplacedUnlessToldTo() throws IOException {
    Path data = Kept.directory("etcd-3.7.1-single").resolve("data");
    Path file = folder.resolve("report.html");
    Run first = Run.drydock("report", data, "-o", file);
    assertEquals(ExitCode.OK, first.code(), first.err());
    assertTrue(first.out().contains("written: " + file), first.out());
    assertTrue(Files.readString(file).endsWith("</html>\n"));
    Files.writeString(file, "mine");
    Run second = Run.drydock("report", data, "-o", file);
    assertEquals(ExitCode.USAGE, second.code());
    assertTrue(second.err().contains("exists already; --replace"), second.err());
    assertEquals("mine", Files.readString(file));
    assertEquals(ExitCode.OK, Run.drydock("report", data, "--output", file, "--replace").code());
    assertTrue(Files.readString(file).startsWith("<!DOCTYPE html>"));
    assertEquals(List.of("report.html"), names());
  }

  @Test
  void onlyARegularFileIsReplaced() throws IOException {
    Path data = Kept.directory("etcd-3.7.1-single").resolve("data");
    Path target = Files.writeString(folder.resolve("target"), "mine");
    Files.createSymbolicLink(folder.resolve("link"), target);
    Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("gone"));
    try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
      for (String name : List.of("link", "nowhere", "socket", ".")) {
        Run run = Run.drydock("report", data, "-o", folder.resolve(name), "--replace");
        assertEquals(ExitCode.USAGE, run.code(), name);
        assertTrue(run.err().contains("-o " + folder.resolve(name) + ": "), run.err());
      }
    }
    assertEquals("mine", Files.readString(target));
    assertEquals(List.of("link", "nowhere", "socket", "target"), names());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void wrongUsageIsNamed() {
    Path data = Kept.directory("etcd-3.7.1-single").resolve("data");
    assertEquals(ExitCode.USAGE, Run.drydock("report", "-o", "x.html").code());
    Run without = Run.drydock("report", data);
    assertTrue(without.err().contains("-o FILE is missing"), without.err());
    assertEquals(ExitCode.USAGE, without.code());
    Run form = Run.drydock("report", data, "-o", "json");
    assertEquals(ExitCode.USAGE, form.code());
    assertTrue(form.err().contains("names a file here"), form.err());
    assertEquals(ExitCode.USAGE, Run.drydock("report", data, "-o", folder).code());
    assertEquals(
        ExitCode.IO, Run.drydock("report", data, "-o", folder.resolve("no/x.html")).code());
    assertEquals(ExitCode.IO, Run.drydock("report", folder.resolve("no"), "-o", "-").code());
  }
}
