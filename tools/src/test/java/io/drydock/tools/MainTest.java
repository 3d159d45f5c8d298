package io.drydock.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

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
