package io.drydock.formats.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.CorruptFileException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteSourceTest {

  @TempDir Path folder;

  @Test
  void integersAreLittleEndianAndUnsigned() throws Exception {
    byte[] bytes = Bytes.ofHex("ff 01 02 03 04 05 06 07 88").toByteArray();
    try (var source = ByteSource.of("x", bytes)) {
      assertEquals(255, source.u8(0));
      assertEquals(0x01ff, source.u16(0));
      assertEquals(0x88070605L, source.u32(5));
      assertEquals(0x8807060504030201L, source.u64(1));
    }
  }

  @Test
  void accessBeyondTheEndIsCorruptionWithItsPlace() throws Exception {
    try (var source = ByteSource.of("x", new byte[10])) {
      var failure = assertThrows(CorruptFileException.class, () -> source.u64(3));
      assertEquals(
          "reference out of the file at x:0x3: expected at most 10 bytes in all, "
              + "found 8 bytes from 3",
          failure.getMessage());
      assertThrows(CorruptFileException.class, () -> source.view(-1, 1));
      assertThrows(CorruptFileException.class, () -> source.view(Long.MAX_VALUE, 2));
      assertThrows(CorruptFileException.class, () -> source.view(0, -5));
    }
  }

  @Test
  void aFileOverFourGibibytesIsMappedWhole() throws Exception {
    Path file = folder.resolve("large");
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(5L << 30);
      out.seek((5L << 30) - 1);
      out.write(42);
    }
    try (var source = ByteSource.map(file)) {
      assertEquals(5L << 30, source.size());
      assertEquals(42, source.u8(source.size() - 1));
      assertTrue(source.isZero(4L << 30, 1 << 20));
      assertFalse(source.isZero(source.size() - 9, 9));
      source.touched(1L << 30);
      assertEquals(42, source.u8(source.size() - 1));
    }
  }

  @Test
  void emptyFilesAndMissingFilesAndFolders() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty"));
    try (var source = ByteSource.map(empty)) {
      assertEquals(0, source.size());
      assertTrue(source.isZero(0, 0));
    }
    assertThrows(NoSuchFileException.class, () -> ByteSource.map(folder.resolve("none")));
    assertThrows(IOException.class, () -> ByteSource.map(folder));
  }

  @Test
  void aCopyInMemoryKeepsItsContentHoweverMuchOfItIsTouched() throws Exception {
    Path file = folder.resolve("some");
    Files.write(file, new byte[] {1, 2, 3, 4});
    try (var source = ByteSource.map(file);
        var copy = ByteSource.copyOf(source, 3)) {
      Files.write(file, new byte[] {9, 9, 9, 9});
      copy.touched(1L << 40);
      assertEquals(3, copy.size());
      assertEquals(2, copy.u8(1));
      assertEquals(file.toString(), copy.name());
    }
  }

  @Test
  void whatCannotBeMappedIsNamed(@TempDir Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      var failure = assertThrows(IOException.class, () -> ByteSource.map(channel, "its name"));
      assertTrue(failure.getMessage().startsWith("its name: "), failure.getMessage());
    }
  }
}
