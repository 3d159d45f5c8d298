package io.drydock.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Archive;
import io.drydock.tools.output.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

  @Test
  void versionGoesToStdout() {
    Run run = Run.drydock("--version");
    assertEquals(ExitCode.OK, run.code());
    assertTrue(run.out().matches("drydock \\d+\\.\\d+\\.\\d+\n"), run.out());
    assertEquals("", run.err());
  }

  @Test
  void aMissingCommandIsAUsageError() {
    Run run = Run.drydock();
    assertEquals(ExitCode.USAGE, run.code());
    assertEquals("", run.out());
    assertEquals("drydock: a command is missing\nsee 'drydock --help'\n", run.err());
  }

  @Test
  void theWholeTreeIsOnOneScreenWithNothingCutOff() {
    Run run = Run.drydock("--help");
    assertTrue(run.out().lines().count() <= 52, run.out());
    for (String command : List.of("wal dump", "db members", "compact", "completion")) {
      assertTrue(run.out().contains("\n  " + command), run.out());
    }
    assertTrue(run.out().lines().allMatch(line -> line.length() <= 100), run.out());
    assertTrue(run.out().contains("believes"), run.out());
  }

  @Test
  void onlyTheCommandThatIsNamedIsBuilt() {
    var terminal = Terminal.plain(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    assertSame(terminal, Main.tree(terminal), List.of());
  }

  private static void assertSame(Terminal terminal, CommandLine whole, List<String> path) {
    for (var child : whole.getSubcommands().entrySet()) {
      List<String> words = new ArrayList<>(path);
      words.add(child.getKey());
      CommandLine built = Main.tree(terminal, words.toArray(String[]::new));
      for (String word : words) {
        assertEquals(Set.of(word), built.getSubcommands().keySet());
        built = built.getSubcommands().get(word);
      }
      assertEquals(child.getKey(), built.getCommandName());
      assertEquals(child.getValue().getUsageMessage(), built.getUsageMessage());
      assertSame(terminal, child.getValue(), words);
    }
  }

  @Test
  void aMistypedCommandIsNamedWithWhatWasMeant() {
    Run run = Run.drydock("inspct");
    assertEquals(ExitCode.USAGE, run.code());
    assertEquals(
        "drydock: unknown argument inspct; did you mean inspect?\nsee 'drydock --help'\n",
        run.err());
  }

  @Test
  void whatANameHasToMoveTheCursorIsShownAndNotDone() {
    Run run = Run.drydock("db", "status", "/no\u001b[31m\nsuch");
    assertEquals("drydock: /no\\x1b[31m\\x0asuch: no such file or directory\n", run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspect", "fsck", "snap ls", "wal ls"})
  void whatAFileIsCalledMovesNoCursor(String command, @TempDir Path folder) throws IOException {
    Path data = Archive.unpack("etcd-3.6.14-single", folder).resolve("data");
    Files.createFile(data.resolve("member/snap/a\u001b[2Jb\nc"));
    Files.createFile(data.resolve("member/wal/a\u001b[2Jb\nc"));
    List<Object> words = new ArrayList<>(List.<Object>of((Object[]) command.split(" ")));
    words.add(data);
    Run run = Run.drydock(words.toArray());
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals(-1, (run.out() + run.err()).indexOf('\u001b'), run.out());
    assertTrue(run.out().contains("a\\x1b[2Jb\\x0ac"), run.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"snap show", "db check", "wal verify", "db alarms", "inspect", "fsck"})
  void theFormOfTablesIsNeverEmpty(String command) {
    Path data = Kept.directory("etcd-3.6.14-single").resolve("data");
    List<Object> words = new ArrayList<>(List.<Object>of((Object[]) command.split(" ")));
    words.addAll(List.of(data, "-o", "table"));
    Run run = Run.drydock(words.toArray());
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(!run.out().isBlank(), command);
  }

  @ParameterizedTest
  @CsvSource({
    "help nonsense, nonsense, drydock",
    "nonsense --help, nonsense, drydock",
    "help db nonsense, nonsense, drydock db",
    "db nonsense -h, nonsense, drydock db"
  })
  void thereIsNoHelpOnWhatIsNotThere(String words, String unknown, String above) {
    Run run = Run.drydock((Object[]) words.split(" "));
    assertEquals(ExitCode.USAGE, run.code());
    assertEquals("", run.out());
    assertTrue(run.err().startsWith("drydock: unknown argument " + unknown), run.err());
    assertTrue(run.err().endsWith("see '" + above + " --help'\n"), run.err());
  }

  @Test
  void helpIsWhatTheFlagSays() {
    assertEquals(Run.drydock("--help"), Run.drydock("help"));
    assertEquals(Run.drydock("db", "get", "--help"), Run.drydock("help", "db", "get"));
  }

  @Test
  void anUnknownFlagIsNamed() {
    Run run = Run.drydock("--frobnicate");
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("--frobnicate"), run.err());
  }
}
