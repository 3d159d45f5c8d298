package io.drydock.formats.dbsnapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drydock.formats.Extent;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.testdata.Archive;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTrailerTest {

  /** SHA-256 of 512 zero bytes, as the sha256sum program prints it. */
  private static final String OF_ZEROS =
      "076a27c79e5ace2a3d47f9dd2e83e4ff6ea8872b3c2218f66c92b89b55f36560";

  @TempDir Path folder;

  private final AtomicLong progress = new AtomicLong();

  private SnapshotTrailer.State check(byte[] file) throws Exception {
    try (var source = ByteSource.of("snapshot.db", file)) {
      return SnapshotTrailer.check(source, 512, progress::addAndGet);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"etcd-3.4.23-single", "etcd-3.5.30-single", "etcd-3.7.1-single"})
  void theTrailerOfARealSnapshotIsRightAndIsReproduced(String archive) throws Exception {
    Path file = Archive.unpack(archive, folder).resolve("snapshot.db");
    byte[] real = Files.readAllBytes(file);
    assertInstanceOf(SnapshotTrailer.State.Right.class, check(real));
    assertEquals(SnapshotTrailer.imageBytes(real.length), progress.get());
    Files.write(file, Arrays.copyOf(real, real.length - SnapshotTrailer.BYTES));
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      SnapshotTrailer.append(channel);
    }
    assertArrayEquals(real, Files.readAllBytes(file));
  }

  @Test
  void anyFlippedByteMakesItWrong() throws Exception {
    byte[] file = new byte[512 + 32];
    Path path = folder.resolve("small");
    Files.write(path, Arrays.copyOf(file, 512));
    try (var channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      SnapshotTrailer.append(channel);
    }
    byte[] whole = Files.readAllBytes(path);
    var at = new Extent("snapshot.db", 512, 32);
    assertEquals(new SnapshotTrailer.State.Right(at, Bytes.ofHex(OF_ZEROS)), check(whole));
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x10;
      var wrong = assertInstanceOf(SnapshotTrailer.State.Wrong.class, check(damaged));
      assertEquals(at, wrong.at());
      assertEquals(i < 512, wrong.stored().equals(Bytes.ofHex(OF_ZEROS)), "byte " + i);
      assertEquals(i >= 512, wrong.computed().equals(Bytes.ofHex(OF_ZEROS)), "byte " + i);
    }
    assertEquals(new SnapshotTrailer.State.Absent(), check(Arrays.copyOf(whole, 512)));
    assertEquals(new SnapshotTrailer.State.Absent(), check(new byte[0]));
  }

  @Test
  void aLengthThatNeitherDatabaseNorSnapshotHasIsThatOfACutFile() throws Exception {
    for (int length = 1; length <= 3 * 512; length++) {
      var state = check(new byte[length]);
      if (length % 512 == 0) {
        assertEquals(new SnapshotTrailer.State.Absent(), state);
      } else if (length > 512 && length % 512 == 32) {
        assertInstanceOf(SnapshotTrailer.State.Wrong.class, state);
      } else {
        var rest = new Extent("snapshot.db", length - length % 512, length % 512);
        assertEquals(new SnapshotTrailer.State.Cut(rest), state);
      }
    }
  }

  @Test
  void anImageWhoseTrailerNobodyWouldSeeGetsNone() throws Exception {
    Path path = Files.write(folder.resolve("odd"), new byte[4097]);
    try (var channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      assertThrows(IllegalArgumentException.class, () -> SnapshotTrailer.append(channel));
    }
    assertEquals(4097, Files.size(path));
  }
}
