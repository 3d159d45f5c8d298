package io.drydock.node.storage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same sequence of saves, with the power lost at each of its operations, several times. */
class EachOperationLongTest {

  private static final int STEPS = 60;
  private static final int CRASHES = 5;

  @TempDir Path folder;

  @Test
  void noOperationIsABadMomentToLoseThePower() throws Exception {
    int operation = 0;
    boolean isReached = true;
    while (isReached) {
      for (int crash = 0; crash < CRASHES; crash++) {
        var random = new SplittableRandom(crash);
        var trial = new Trial(Files.createTempDirectory(folder, "trial"), random);
        isReached = trial.run(operation, STEPS) == operation;
        trial.check();
      }
      operation++;
    }
    assertTrue(operation > STEPS, "operations: " + operation);
  }
}
