package io.drydock.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Testdata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a process of its own shows: its streams, and the bytes of its command line. */
class ProcessLongTest {

  private static final String DATA = Kept.directory("etcd-3.6.14-single").resolve("data") + "";
  private static final String DRYDOCK =
      """
      . '%s/config/launch.sh'
      drydock() {
        drydock_need_stdout
        drydock_use_utf8
        "$JAVA" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \\
          -cp "$JARS" io.drydock.tools.Main "$@"
      }
      """;

  @TempDir Path folder;

  private record Ended(int code, String out, String err) {}

  /** A line of a shell in which {@code drydock} is this build, started as the launcher does. */
  private Ended shell(Map<String, String> environment, String line)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Path script = folder.resolve("script");
    String root = System.getProperty(Testdata.ROOT_PROPERTY);
    Files.writeString(script, DRYDOCK.formatted(root) + line + "\n");
    var process =
        new ProcessBuilder("bash", script.toString())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    process.environment().clear();
    process.environment().put("PATH", System.getenv("PATH"));
    process.environment().put("JAVA", System.getProperty("java.home") + "/bin/java");
    process.environment().put("JARS", System.getProperty("java.class.path"));
    process.environment().put("DATA", DATA);
    process.environment().put("DIR", folder.toString());
    process.environment().putAll(environment);
    int code = process.start().waitFor();
    return new Ended(
        code,
        Files.readString(out, StandardCharsets.ISO_8859_1),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wal dump \"$DATA\"",
        "db status \"$DATA\" -o json",
        "inspect \"$DATA\"",
        "--help",
        "db --help",
        "--version",
        "completion bash"
      })
  void aFullStdoutIsNamed(String command) throws Exception {
    Ended ended = shell(Map.of(), "drydock " + command + " >/dev/full");
    assertEquals("drydock: stdout: No space left on device\n", ended.err());
    assertEquals(ExitCode.IO.code(), ended.code());
  }

  @Test
  void aFullStdoutHidesNoOtherFailure() throws Exception {
    Ended ended = shell(Map.of(), "drydock db ls \"$DATA\" --rev 99999999 >/dev/full");
    assertTrue(ended.err().contains("99999999"), ended.err());
    assertTrue(ended.code() != ExitCode.OK.code());
  }

  @Test
  void aClosedStdoutIsNamed() throws Exception {
    Ended ended = shell(Map.of(), "(drydock wal dump \"$DATA\" >&-)");
    assertEquals("drydock: stdout: it is closed\n", ended.err());
    assertEquals(ExitCode.IO.code(), ended.code());
    Ended inside = shell(Map.of(), "drydock_need_stdout() { :; }; drydock --version >&-");
    assertTrue(inside.err().startsWith("drydock: stdout: "), inside.err());
    assertEquals(ExitCode.IO.code(), inside.code());
  }

  @Test
  void aReaderThatHasSeenEnoughIsNoFailure() throws Exception {
    String line =
        "drydock wal dump \"$DATA\" -o jsonl | head -n 1 >\"$DIR/first\"; exit ${PIPESTATUS[0]}";
    Ended ended = shell(Map.of(), line);
    assertEquals("", ended.err());
    assertEquals(ExitCode.OK.code(), ended.code());
    assertTrue(Files.readString(folder.resolve("first")).startsWith("{"));
  }

  @Test
  void aClosedStderrIsNoReasonToStop() throws Exception {
    Ended ended = shell(Map.of(), "drydock db get \"$DATA\" no-such-key 2>&-");
    assertEquals(ExitCode.FINDINGS.code(), ended.code());
  }

  @ParameterizedTest
  @CsvSource({"LC_ALL, C", "LC_ALL, POSIX", "LANG, xx_XX.ISO-8859-15", "LANG, C.UTF-8", "NONE, x"})
  void aWordIsTakenAsUtf8InEveryLocale(String variable, String locale) throws Exception {
    Ended key = shell(Map.of(variable, locale), "drydock db get \"$DATA\" 'naïve/键'");
    assertEquals("drydock: key naïve/键 is not there at revision 1319\n", key.err());
    Ended file = shell(Map.of(variable, locale), "drydock db status \"$DIR/ünï.db\"");
    assertEquals("drydock: " + folder + "/ünï.db: no such file or directory\n", file.err());
  }

  @Test
  void aWordThatIsNoUtf8IsRefused() throws Exception {
    Ended ended = shell(Map.of(), "drydock db get \"$DATA\" $'a\\xffb'");
    assertEquals(ExitCode.USAGE.code(), ended.code());
    assertTrue(ended.err().startsWith("drydock: argument 'a\\xffb' is not UTF-8"), ended.err());
  }

  @Test
  void theReplacementCharacterItselfIsAKeyLikeAnother() throws Exception {
    Ended ended = shell(Map.of(), "drydock db get \"$DATA\" $'\\xef\\xbf\\xbd'");
    assertEquals(ExitCode.FINDINGS.code(), ended.code(), ended.err());
  }

  @Test
  void withoutTheLauncherALocaleThatDoesNotFitIsNamed() throws Exception {
    String line = "drydock_use_utf8() { :; }; drydock db get \"$DATA\" 'ü'";
    Ended ended = shell(Map.of("LC_ALL", "C"), line);
    assertEquals(ExitCode.USAGE.code(), ended.code());
    assertTrue(ended.err().startsWith("drydock: argument 'ü': the locale's"), ended.err());
    assertTrue(ended.err().endsWith("set LC_ALL=C.UTF-8\n"), ended.err());
  }
}
