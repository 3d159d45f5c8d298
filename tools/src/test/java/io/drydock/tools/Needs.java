package io.drydock.tools;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;

/**
 * What a test needs of the machine beside files and processes. Where it is not there the test is
 * reported as skipped with what was missing; with {@code DRYDOCK_TEST_ALL} set, as in continuous
 * integration, it fails.
 */
public final class Needs {

  private Needs() {}

  /** Goes on only where the need is met. */
  public static void that(boolean isMet, String need) {
    if (System.getenv("DRYDOCK_TEST_ALL") == null) {
      assumeTrue(isMet, "this test needs " + need);
    } else {
      assertTrue(isMet, "this test needs " + need);
    }
  }

  /** True when the command is there and ends with 0. */
  public static boolean succeeds(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException absent) {
      return false;
    }
  }
}
