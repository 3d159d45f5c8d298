package io.drydock.node.storage;

import io.drydock.node.testing.Seeds;
import io.drydock.node.testing.SimDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was said to be durable outlives every loss of power, whatever of the rest does. */
class PowerLossLongTest {

  @TempDir Path folder;

  @Test
  void whatWasDurableIsFoundAgain() {
    Seeds.check(random -> {
      try {
        var trial = new Trial(Files.createTempDirectory(folder, "trial"), random);
        for (int life = 0; life < 4; life++) {
          trial.run(random.nextInt(60), SimDisk.ENDLESS);
        }
        trial.check();
      } catch (IOException | UnbootableException failure) {
        throw new AssertionError(failure);
      }
    });
  }
}
