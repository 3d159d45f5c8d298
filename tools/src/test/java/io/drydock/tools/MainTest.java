package io.drydock.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.tools.output.Terminal;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
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
    assertTrue(run.out().lines().count() <= 50, run.out());
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
  void anUnknownFlagIsNamed() {
    Run run = Run.drydock("--frobnicate");
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("--frobnicate"), run.err());
  }
}
