package io.drydock.tools.db.salvage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.FormatException;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases of real servers with random pages gone. */
class SalvageTest {

  private static final int PAGE = 4096;
  private static final int SEEDS = 6;

  @TempDir Path folder;

  /** A kept database, without the room that was made ahead. */
  static byte[] kept(String name) throws IOException, FormatException {
    byte[] bytes = Files.readAllBytes(Kept.directory(name).resolve("data/member/snap/db"));
    long pages = BoltFile.open(ByteSource.of(name, bytes)).meta().highWaterMark();
    return Arrays.copyOf(bytes, (int) pages * PAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"etcd-3.4.23-single", "etcd-3.5.16-single", "etcd-3.7.1-single"})
  void aSoundDatabaseIsDefragmented(String name) throws Exception {
    Path db = Kept.directory(name).resolve("data/member/snap/db");
    Path saved = folder.resolve("saved");
    Path expected = folder.resolve("expected");
    assertEquals(ExitCode.OK, Run.drydock("db", "salvage", db, "--out", saved).code());
    assertEquals(ExitCode.OK, Run.drydock("defrag", db, "--out", expected).code());
    assertArrayEquals(Files.readAllBytes(expected), Files.readAllBytes(saved));
  }

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
    byte[] sound = kept(name);
    SortedMap<Bytes, SortedMap<Bytes, Bytes>> rows = SalvagedDb.rows(sound);
    int saved = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      byte[] broken = sound.clone();
      var random = new Random(seed);
      int pages = 1 + seed % 6;
      for (int i = 0; i < pages; i++) {
        int page = random.nextInt(sound.length / PAGE);
        Arrays.fill(broken, page * PAGE, (page + 1) * PAGE, (byte) 0);
      }
      SalvagedDb result = SalvagedDb.of(broken, folder);
      result.holdsAgainst(rows, name + " seed " + seed);
      saved += result.keys().size();
    }
    assertTrue(saved > 0, "nothing was ever saved");
  }
}
