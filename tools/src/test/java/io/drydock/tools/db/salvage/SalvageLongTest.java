package io.drydock.tools.db.salvage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases of every release with random pages gone, more of them than {@link SalvageTest}. */
class SalvageLongTest {

  private static final int SEEDS = 40;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "etcd-3.4.23-single",
        "etcd-3.5.16-single",
        "etcd-3.5.30-single",
        "etcd-3.6.14-single",
        "etcd-3.7.1-single"
      })
  void whatIsSavedIsAsItWasAndWhatIsLostIsListed(String name) throws Exception {
    assertTrue(SalvageTest.savedOf(name, SEEDS, folder) > 0, "nothing was ever saved");
  }
}
