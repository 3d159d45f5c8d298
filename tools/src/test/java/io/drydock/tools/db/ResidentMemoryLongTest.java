package io.drydock.tools.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.tools.ExitCode;
import io.drydock.tools.Main;
import io.drydock.tools.output.Terminal;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each command about a large database, in a process of its own with the launcher's options. */
class ResidentMemoryLongTest {

  private static final long LIMIT_KIB = 256 << 10;

  /** More in the keys alone than is copied of them, and in the file than may be resident. */
  private static final LargeStore STORE = new LargeStore(700_000, 400);

  @TempDir private static Path folder;

  @BeforeAll
  static void writeStore() throws Exception {
    STORE.write(folder.resolve("db"));
    assertTrue(Files.size(folder.resolve("db")) > LIMIT_KIB << 10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "db status",
        "db check",
        "db ls --keys-only",
        "db ls --limit 3",
        "db leases",
        "db du",
        "db hashkv",
        "defrag --dry-run"
      })
  void staysBelow256MebibytesOfResidentMemory(String command) throws Exception {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.add(folder.resolve("db").toString());
    String told = run(words);
    assertTrue(told.startsWith("OK "), told);
    long peakKib = Long.parseLong(told.strip().split(" ")[1]);
    assertTrue(peakKib <= LIMIT_KIB, command + " took " + (peakKib >> 10) + " MiB");
  }

  private static String run(List<String> words) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:+UseSerialGC", "-Xmn16m", "--enable-native-access=ALL-UNNAMED"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    line.addAll(words);
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  /** The other process: runs the command and tells its end and the peak of resident memory. */
  static final class Child {

    private Child() {}

    public static void main(String[] words) throws Exception {
      ExitCode code = Main.run(Terminal.plain(OutputStream.nullOutputStream(), System.err), words);
      System.out.println(code + " " + peakKib());
    }

    private static String peakKib() throws Exception {
      try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
        String line = lines.filter(each -> each.startsWith("VmHWM:")).findFirst().orElseThrow();
        return line.replaceAll("[^0-9]", "");
      }
    }
  }
}
