package io.drydock.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Archive;
import io.drydock.testdata.Json;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The page in a real browser, light and dark, on a desk and on a phone. The pictures stay in {@code
 * testdata/peers/target/report}: look at them after a change of the page.
 */
class ReportBrowserPeerTest {

  private static final int DESK = 1200;
  private static final int PHONE = 390;
  private static final int PICTURE_HEIGHT = 4200;

  @TempDir Path folder;

  private Path page(Object... words) throws Exception {
    Path file = folder.resolve("report.html");
    var all = Stream.of(Stream.of("report"), Stream.of(words), Stream.of("-o", file));
    Run run = Run.drydock(all.flatMap(each -> each).toArray());
    assertTrue(Files.exists(file), run.err());
    return file;
  }

  private Path damaged() throws Exception {
    Path cluster = Archive.unpack("etcd-3.5.30-cluster3", folder);
    Path wal = cluster.resolve("m2/member/wal");
    try (Stream<Path> files = Files.list(wal)) {
      Path segment =
          files.filter(file -> file.toString().endsWith(".wal")).findFirst().orElseThrow();
      try (var file = Files.newByteChannel(segment, StandardOpenOption.WRITE)) {
        file.position(40_000).write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
      }
    }
    return page(cluster.resolve("m1"), cluster.resolve("m2"), cluster.resolve("m3"));
  }

  /** A page beside it that shows it in a desk's and a phone's width and tells what it sees. */
  private Path viewer(Path page, boolean isMeasured) throws Exception {
    String probe = isMeasured ? probe() : "";
    String html =
        """
        <!DOCTYPE html><meta charset="utf-8">
        <style>body { margin: 0; background: gray } iframe { border: 0; height: %dpx }</style>
        <iframe id="desk" width="%d" src="%s"></iframe>
        <iframe id="phone" width="%d" src="%s"></iframe>
        <pre id="seen"></pre>
        <script>%s</script>
        """
            .formatted(PICTURE_HEIGHT, DESK, page.getFileName(), PHONE, page.getFileName(), probe);
    return Files.writeString(folder.resolve("viewer.html"), html);
  }

  private static String probe() throws IOException {
    try (InputStream in = ReportBrowserPeerTest.class.getResourceAsStream("/report/probe.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void thePageIsSoundInABrowser(boolean isDark) throws Exception {
    Browser.need();
    var browser = new Browser(folder, isDark);
    Path page = damaged();
    JsonNode seen = seen(browser.document(viewer(page, true)));
    for (String width : new String[] {"desk", "phone"}) {
      JsonNode view = seen.path(width);
      assertEquals("m2 will not start", view.path("headline").asText(), seen.toString());
      assertEquals(0, view.path("fetched").asInt(), "nothing is fetched");
      assertEquals(0, view.path("scripts").asInt(), "nothing runs");
      assertEquals("[]", view.path("empty").toString(), "what is there can be seen");
      assertEquals("[]", view.path("faint").toString(), "contrast of 4.5 or more");
      assertEquals("[]", view.path("outside").toString(), "no text leaves its drawing");
      assertEquals(0, view.path("sideways").asInt(), "nobody has to scroll sideways");
      assertEquals(isDark, view.path("dark").asBoolean(), "as the user prefers");
      assertEquals(6, view.path("drawings").asInt(), "a log and a database a member");
      assertTrue(view.path("commands").asInt() >= 3, seen.toString());
    }
    picture(browser, page, "cluster" + (isDark ? "-dark" : "-light"));
  }

  @Test
  void theFullDatabaseIsDrawn() throws Exception {
    Browser.need();
    Path page = page(Kept.directory("prod-etcd-1").resolve("data"));
    picture(new Browser(folder, false), page, "full-light");
  }

  private static JsonNode seen(String document) throws Exception {
    int from = document.indexOf("{", document.indexOf("<pre id=\"seen\">"));
    String text = document.substring(from, document.indexOf("</pre>", from));
    return Json.read(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"));
  }

  private void picture(Browser browser, Path page, String name) throws Exception {
    Path pictures = Files.createDirectories(Path.of("target/report").toAbsolutePath());
    Path png = pictures.resolve(name + ".png");
    browser.picture(viewer(page, false), DESK + PHONE + 8, PICTURE_HEIGHT, png);
    assertTrue(Files.size(png) > 100_000, "a picture with something on it: " + png);
  }
}
