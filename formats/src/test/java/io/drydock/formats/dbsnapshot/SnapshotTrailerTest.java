package io.drydock.formats.dbsnapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.formats.bytes.ByteSource;
import io.drydock.testdata.Archive;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTrailerTest {

  @TempDir Path folder;

  private static SnapshotTrailer.State check(byte[] file) throws Exception {
    try (var source = ByteSource.of("snapshot.db", file)) {
      return SnapshotTrailer.check(source);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"etcd-3.4.23-single", "etcd-3.5.30-single", "etcd-3.7.1-single"})
  void theTrailerOfARealSnapshotIsRightAndIsReproduced(String archive) throws Exception {
    Path file = Archive.unpack(archive, folder).resolve("snapshot.db");
    byte[] real = Files.readAllBytes(file);
    assertEquals(SnapshotTrailer.State.RIGHT, check(real));
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
    assertEquals(SnapshotTrailer.State.RIGHT, check(whole));
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      assertEquals(SnapshotTrailer.State.WRONG, check(damaged), "byte " + at);
    }
    assertEquals(SnapshotTrailer.State.ABSENT, check(Arrays.copyOf(whole, 512)));
    assertEquals(SnapshotTrailer.State.ABSENT, check(new byte[0]));
  }
}
