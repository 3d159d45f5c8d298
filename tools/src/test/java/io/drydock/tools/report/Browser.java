package io.drydock.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.testdata.Directories;
import io.drydock.tools.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Chromium without a window, as Debian has it.
 *
 * @param work a folder for its profile and output
 * @param isDark what the user prefers
 */
record Browser(Path work, boolean isDark) {

  private static final String PROGRAM = "chromium";

  /** A file as a page of its own may look into others beside it, as a server's pages may. */
  private static final List<String> FLAGS =
      List.of(
          "--headless",
          "--disable-gpu",
          "--hide-scrollbars",
          "--force-color-profile=srgb",
          "--disable-background-networking",
          "--allow-file-access-from-files",
          "--host-resolver-rules=MAP * ~NOTFOUND",
          "--virtual-time-budget=5000",
          "--enable-logging=stderr");

  /** Goes on only where there is one. */
  static void need() throws InterruptedException {
    Needs.that(
        Needs.succeeds(PROGRAM, "--version"), "chromium, which testdata/install-chromium installs");
  }

  /** The document of a page when it has been loaded. */
  String document(Path page) throws Exception {
    return run(page, "--dump-dom");
  }

  /** A picture of a page. */
  void picture(Path page, int width, int height, Path png) throws Exception {
    run(page, "--window-size=" + width + "," + height, "--screenshot=" + png);
  }

  private String run(Path page, String... more) throws Exception {
    Path profile = Files.createTempDirectory(work, "profile");
    Path log = Files.createTempFile(work, "browser", ".log");
    Path out = Files.createTempFile(work, "browser", ".out");
    List<String> command = new ArrayList<>(List.of(PROGRAM));
    command.addAll(FLAGS);
    command.add("--user-data-dir=" + profile);
    command.add("--blink-settings=preferredColorScheme=" + (isDark ? 0 : 1));
    if (System.getProperty("user.name").equals("root")) {
      command.add("--no-sandbox");
    }
    command.addAll(List.of(more));
    command.add(page.toUri().toString());
    int code =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(log.toFile())
            .start()
            .waitFor();
    assertEquals(0, code, () -> read(log));
    List<String> said =
        Files.readAllLines(log).stream().filter(l -> l.contains("CONSOLE")).toList();
    assertEquals(List.of(), said, "the browser's console stays empty");
    Directories.delete(profile);
    return Files.readString(out);
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException gone) {
      return gone.toString();
    }
  }
}
