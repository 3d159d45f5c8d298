package io.drydock.testdata;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ArchiveTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4095, 4096, 4097, 3 * 4096, 100_000})
  void sparseCopyKeepsLengthAndContent(int length) throws IOException {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    for (int at = 4096; at + 4096 <= length; at += 3 * 4096) {
      Arrays.fill(bytes, at, at + 4096, (byte) 0);
    }
    var file = folder.resolve("file");
    assertEquals(length, SparseWriter.copy(new ByteArrayInputStream(bytes), file));
    assertArrayEquals(bytes, Files.readAllBytes(file));
  }

  @Test
  void zerosAtTheEndAreKeptAsAHole() throws IOException {
    var bytes = new byte[1_000_000];
    bytes[0] = 1;
    var file = folder.resolve("file");
    SparseWriter.copy(new ByteArrayInputStream(bytes), file);
    assertArrayEquals(bytes, Files.readAllBytes(file));
    assertTrue(allocatedBytes(file) < 100_000, () -> "no hole in " + file);
  }

  @Test
  void memberKeepsContentAndPermissions() throws IOException {
    var archive = pack("case/data/wal", new byte[] {1, 2, 3});
    var unpacked = Archive.unpack(archive, folder);
    var file = unpacked.resolve("data/wal");
    assertEquals(folder.resolve("case"), unpacked);
    assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(file));
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void memberOutsideTheTargetIsRefused() throws IOException {
    var archive = pack("../outside", new byte[] {1});
    var e = assertThrows(IOException.class, () -> Archive.unpack(archive, folder));
    assertTrue(e.getMessage().contains("outside"), e.getMessage());
  }

  @Test
  void missingArchiveNamesThoseThereAre() {
    var e = assertThrows(NoSuchFileException.class, () -> Testdata.archive("no-such-case"));
    assertTrue(e.getMessage().contains("no-such-case"), e.getMessage());
  }

  private Path pack(String member, byte[] content) throws IOException {
    var archive = folder.resolve("case.tar.zst");
    try (var tar =
        new TarArchiveOutputStream(new ZstdOutputStream(Files.newOutputStream(archive)))) {
      var entry = new TarArchiveEntry(member, true);
      entry.setSize(content.length);
      entry.setMode(0100640);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return archive;
  }

  private static long allocatedBytes(Path file) throws IOException {
    var process = new ProcessBuilder("du", "-k", file.toString()).start();
    try (var out = process.inputReader()) {
      return Long.parseLong(out.readLine().split("\t")[0]) * 1024;
    }
  }
}
