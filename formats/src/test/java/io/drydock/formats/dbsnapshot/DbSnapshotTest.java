package io.drydock.formats.dbsnapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DbSnapshotTest {

  /** SHA-256 of 512 zero bytes, as the sha256sum program prints it. */
  private static final String OF_ZEROS =
      "076a27c79e5ace2a3d47f9dd2e83e4ff6ea8872b3c2218f66c92b89b55f36560";

  @TempDir Path folder;

  @Test
  void theSizeAloneTellsWhetherThereIsATrailer() {
    assertFalse(DbSnapshot.hasTrailer(0));
    assertTrue(DbSnapshot.hasTrailer(32));
    assertFalse(DbSnapshot.hasTrailer(4096));
    assertTrue(DbSnapshot.hasTrailer(4096 + 32));
    assertFalse(DbSnapshot.hasTrailer(4096 + 31));
    assertEquals(4096, DbSnapshot.imageBytes(4096 + 32));
    assertEquals(4096 + 31, DbSnapshot.imageBytes(4096 + 31));
  }

  @Test
  void aTrailerMatchesDiffersOrIsAbsent() throws Exception {
    byte[] bytes = Arrays.copyOf(new byte[0], 544);
    System.arraycopy(Bytes.ofHex(OF_ZEROS).toByteArray(), 0, bytes, 512, 32);
    var at = new Extent("s.db", 512, 32);
    assertEquals(new SnapshotTrailer.Matching(at, Bytes.ofHex(OF_ZEROS)), verify(bytes));
    assertEquals(new SnapshotTrailer.Absent(), verify(Arrays.copyOf(bytes, 543)));
    bytes[0] = 1;
    var differing = assertInstanceOf(SnapshotTrailer.Differing.class, verify(bytes));
    assertEquals(OF_ZEROS, differing.stored().toHex());
    assertFalse(differing.computed().equals(differing.stored()));
  }

  private static SnapshotTrailer verify(byte[] bytes) throws Exception {
    return DbSnapshot.verify(ByteSource.of("s.db", bytes), length -> {});
  }

  @ParameterizedTest
  @ValueSource(strings = {"etcd-3.6.14-single", "etcd-3.7.1-single"})
  void theTrailersOfEtcdMatchAndOursIsTheSame(String name) throws Exception {
    Path saved = Archive.unpack(name, folder).resolve("snapshot.db");
    var progress = new AtomicLong();
    try (var source = ByteSource.map(saved)) {
      assertInstanceOf(
          SnapshotTrailer.Matching.class, DbSnapshot.verify(source, progress::addAndGet));
      assertEquals(source.size() - 32, progress.get());
    }
    byte[] original = Files.readAllBytes(saved);
    Path copy = folder.resolve("copy");
    Files.write(copy, Arrays.copyOf(original, original.length - 32));
    try (var file = FileChannel.open(copy, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      DbSnapshot.seal(file, progress::addAndGet);
    }
    assertArrayEquals(original, Files.readAllBytes(copy));
    assertEquals(2 * (original.length - 32L), progress.get());
  }

  @Test
  void everyFlippedByteIsNoticed() throws Exception {
    Path path = folder.resolve("s.db");
    byte[] image = new byte[1024];
    IntStream.range(0, image.length).forEach(i -> image[i] = (byte) i);
    Files.write(path, image);
    try (var file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      DbSnapshot.seal(file, length -> {});
    }
    byte[] sealed = Files.readAllBytes(path);
    assertInstanceOf(SnapshotTrailer.Matching.class, verify(sealed));
    for (int i = 0; i < sealed.length; i++) {
      sealed[i] ^= 4;
      assertInstanceOf(SnapshotTrailer.Differing.class, verify(sealed));
      sealed[i] ^= 4;
    }
  }

  @Test
  void anImageOfAnotherSizeIsNotSealed() throws Exception {
    Path path = Files.write(folder.resolve("s.db"), new byte[4097]);
    try (var file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      assertThrows(IllegalArgumentException.class, () -> DbSnapshot.seal(file, length -> {}));
    }
    assertEquals(4097, Files.size(path));
  }
}
