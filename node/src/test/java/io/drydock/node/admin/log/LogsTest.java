package io.drydock.node.admin.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** Lines as etcd 3.5.30 writes them. */
class LogsTest {
  private static final String NAME = "io.drydock.node.rpc.ClientPort";
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z";

  @TempDir private Path directory;

  @Test
  void aLineIsADocumentOfZapsKeys() throws IOException {
    var line = log("info", true, log -> log.info("ready to serve client requests")).getFirst();
    assertTrue(
        line.matches(
            "\\{\"level\":\"info\",\"ts\":\""
                + TIME
                + "\",\"caller\":\"rpc/ClientPort\",\"msg\":\"ready to serve client requests\"}"),
        line);
  }

  @Test
  void factsKeepTheirTypes() throws IOException {
    var line =
        log(
                "info",
                true,
                log ->
                    log.atWarn()
                        .addKeyValue("n", 7)
                        .addKeyValue("urls", List.of("a", "b"))
                        .addKeyValue("ok", true)
                        .log("m \"x\""))
            .getFirst();
    assertTrue(
        line.endsWith("\"msg\":\"m \\\"x\\\"\",\"n\":7,\"urls\":[\"a\",\"b\"],\"ok\":true}"), line);
  }

  @Test
  void columnsAreForPeople() throws IOException {
    var line = log("info", false, log -> log.atInfo().addKeyValue("n", 7).log("msg")).getFirst();
    assertTrue(line.matches(TIME + "\tinfo\trpc/ClientPort\tmsg\t\\{\"n\":7}"), line);
  }

  @Test
  void theLevelDecides() throws IOException {
    var lines =
        log(
            "warn",
            true,
            log -> {
              log.info("no");
              log.warn("yes");
              log.error(Logs.fatal(), "last", new IOException("disk"));
            });
    assertEquals(2, lines.size());
    assertTrue(lines.get(1).startsWith("{\"level\":\"fatal\""), lines.get(1));
    assertTrue(lines.get(1).contains("\"error\":\"java.io.IOException: disk\""), lines.get(1));
  }

  @Test
  void aFileThatCannotBeIsAnError() {
    var settings = new LogSettings("info", List.of("/nonexistent/x.log"), true, Optional.empty());
    assertThrows(IOException.class, () -> Logs.start(settings, new LoggerContext()));
  }

  @Test
  void aFullFileIsPutAside() throws IOException {
    var rotation = Optional.of(new LogSettings.Rotation(1, 0, 0, false));
    var line = "x".repeat(100_000);
    log(
        rotation,
        log -> {
          for (int count = 0; count < 25; count++) {
            log.info(line);
          }
        });
    try (var files = Files.list(directory)) {
      assertTrue(files.count() >= 2);
    }
  }

  private List<String> log(String level, boolean json, Consumer<Logger> work) throws IOException {
    return log(new LogSettings(level, List.of(file().toString()), json, Optional.empty()), work);
  }

  private void log(Optional<LogSettings.Rotation> rotation, Consumer<Logger> work)
      throws IOException {
    log(new LogSettings("info", List.of(file().toString()), true, rotation), work);
  }

  private List<String> log(LogSettings settings, Consumer<Logger> work) throws IOException {
    var context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    try (var _ = Logs.start(settings, context)) {
      work.accept(context.getLogger(NAME));
    }
    return Files.readAllLines(file());
  }

  private Path file() {
    return directory.resolve("node.log");
  }
}
