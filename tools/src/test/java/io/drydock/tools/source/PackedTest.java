package io.drydock.tools.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdCompressCtx;
import io.drydock.formats.CorruptFileException;
import io.drydock.formats.backend.BackendHash;
import io.drydock.tools.Kept;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackedTest {

  @TempDir Path folder;
  private Path scratch;
  private byte[] plain;

  @BeforeEach
  void read() throws IOException {
    scratch = Files.createDirectory(folder.resolve("scratch"));
    plain = Files.readAllBytes(Kept.directory("etcd-3.6.14-single").resolve("snapshot.db"));
  }

  private static byte[] pack(Packed form, byte[] content) throws IOException {
    return switch (form) {
      case ZSTD -> {
        try (var context = new ZstdCompressCtx()) {
          yield context.setChecksum(true).compress(content);
        }
      }
      case GZIP -> {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
          gzip.write(content);
        }
        yield out.toByteArray();
      }
    };
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> entries = Files.list(scratch)) {
      return entries.toList();
    }
  }

  private int hash(Path file) throws Exception {
    try (DbSource source = DbSource.open(file, scratch)) {
      assertEquals(plain.length, source.fileBytes());
      assertEquals(List.of(), left(), "the unpacked file has no name while it is read");
      return BackendHash.ofSnapshot(source.view()).hash();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whateverItsNameAPackedFileIsReadAsThePlainOne(Packed form) throws Exception {
    Path file = Files.write(folder.resolve("backup"), pack(form, plain));
    assertEquals(Optional.of(form), Packed.of(file));
    assertEquals(hash(Files.write(folder.resolve("plain.zst"), plain)), hash(file));
    assertEquals(List.of(), left());
  }

  @Test
  void partsBehindEachOtherAreOneFile() throws Exception {
    int half = plain.length / 2;
    for (Packed form : Packed.values()) {
      Path file = folder.resolve("parts");
      try (var out = Files.newOutputStream(file)) {
        out.write(pack(form, Arrays.copyOf(plain, half)));
        out.write(pack(form, Arrays.copyOfRange(plain, half, plain.length)));
      }
      assertEquals(hash(Files.write(folder.resolve("plain"), plain)), hash(file));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCutOrDamagedFileIsRefusedWithItsOffset(Packed form) throws Exception {
    byte[] packed = pack(form, plain);
    for (int length = 4; length < packed.length; length += packed.length / 15) {
      refused(form, Arrays.copyOf(packed, length));
    }
    byte[] noise = packed.clone();
    Arrays.fill(noise, packed.length / 2, packed.length / 2 + 64, (byte) 0xa5);
    refused(form, noise);
  }

  private void refused(Packed form, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("bad"), content);
    var refusal =
        assertThrows(
            CorruptFileException.class, () -> DbSource.open(file, scratch), content.length + "");
    String message = refusal.getMessage();
    assertTrue(message.contains("cannot be unpacked as " + form), message);
    assertTrue(message.contains(file + ":0x"), message);
    assertEquals(List.of(), left());
  }

  @Test
  void aFolderAndATinyFileAreNotPacked() throws IOException {
    assertEquals(Optional.empty(), Packed.of(folder));
    for (int length = 0; length < 5; length++) {
      Path file = Files.write(folder.resolve("tiny"), new byte[length]);
      assertEquals(Optional.empty(), Packed.of(file));
    }
  }
}
