package io.drydock.tools.db.salvage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases of every release with random pages gone, more of them than {@link SalvageTest}. */
class SalvageLongTest {

  private static final int SEEDS = 25;
  private static final int NONSENSE_SEEDS = 100;

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

  @Test
  void noWrongFieldOfAPageCostsARowWithoutAWord() throws Exception {
    SalvageHeaderTest.holds(SalvageHeaderTest.damages(), true, folder);
    SalvageHeaderTest.holds(SalvageHeaderTest.endings(), false, folder);
  }

  /** Bits, headers, tables, pages at the places of others: whatever it is, there is an answer. */
  @Test
  void anyNonsenseInItIsAnsweredFor() throws Exception {
    byte[] sound = SalvageTest.kept("etcd-3.6.14-single");
    for (int seed = 0; seed < NONSENSE_SEEDS; seed++) {
      SalvagedDb.of(nonsense(sound, new Random(seed)), folder, "--with-doubtful");
    }
  }

  private static byte[] nonsense(byte[] sound, Random random) {
    byte[] broken = sound.clone();
    int pages = sound.length / DbPages.PAGE;
    for (int left = 1 + random.nextInt(40); left > 0; left--) {
      int at = random.nextInt(pages) * DbPages.PAGE;
      switch (random.nextInt(5)) {
        case 0 -> broken[at + random.nextInt(DbPages.PAGE)] ^= (byte) (1 << random.nextInt(8));
        case 1 -> broken[at + 8 + random.nextInt(200)] = (byte) random.nextInt();
        case 2 -> Arrays.fill(broken, at, at + DbPages.PAGE, (byte) 0);
        case 3 -> broken[at + 12] = (byte) random.nextInt(5);
        default -> {
          int from = random.nextInt(pages) * DbPages.PAGE;
          System.arraycopy(sound, from, broken, at, DbPages.PAGE);
          ByteBuffer.wrap(broken)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(at, (random.nextBoolean() ? at : from) / DbPages.PAGE);
        }
      }
    }
    return broken;
  }
}
