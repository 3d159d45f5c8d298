package io.drydock.formats.bolt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.UnsupportedFormatException;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class MetaTest {

  /** Page 0 of a db that etcd 3.4.23 wrote. */
  private static final String REAL =
      """
      00 00 00 00 00 00 00 00 \
      04 00 \
      00 00 \
      00 00 00 00 \
      ed da 0c ed \
      02 00 00 00 \
      00 10 00 00 \
      00 00 00 00 \
      02 00 00 00 00 00 00 00 \
      00 00 00 00 00 00 00 00 \
      ff ff ff ff ff ff ff ff \
      05 00 00 00 00 00 00 00 \
      12 00 00 00 00 00 00 00 \
      56 62 8b 05 e5 69 fc ec
      """;

  private static final Meta MEANING = new Meta(4096, 0, 2, 0, Meta.NO_FREELIST, 5, 18);

  @Test
  void everyFieldIsWhereTheTableSays() throws Exception {
    byte[] page = Bytes.ofHex(REAL).toByteArray();
    assertEquals(new PageHeader(0, 0x04, 0, 0), PageHeader.decode(MemorySegment.ofArray(page)));
    assertEquals(MEANING, Meta.read(ByteSource.of("db", page), 0));
    assertFalse(MEANING.hasFreelist());
  }

  @Test
  void encodingGivesTheBytesOfEtcd() {
    byte[] page = new byte[Meta.BYTES];
    MEANING.encode(0, MemorySegment.ofArray(page));
    assertArrayEquals(Bytes.ofHex(REAL).toByteArray(), page);
  }

  @Test
  void everyFlippedBitOfTheRecordIsNoticed() {
    for (int bit = 16 * 8; bit < Meta.BYTES * 8; bit++) {
      byte[] page = Bytes.ofHex(REAL).toByteArray();
      page[bit / 8] ^= (byte) (1 << bit % 8);
      assertThrows(CorruptFileException.class, () -> Meta.read(ByteSource.of("db", page), 0));
    }
  }

  @Test
  void anotherVersionWithARightChecksumIsUnsupportedAndNotDamage() {
    byte[] page = Bytes.ofHex(REAL).toByteArray();
    page[20] = 3;
    rewriteChecksum(page);
    var failure =
        assertThrows(
            UnsupportedFormatException.class, () -> Meta.read(ByteSource.of("db", page), 0));
    assertEquals(
        "bbolt version 3 at db:0x14 is not supported (supported: 2)", failure.getMessage());
  }

  @Test
  void pageSizesThatBboltNeverUsesAreUnsupported() {
    for (int size : new int[] {0, 1, 512, 4095, 1 << 25, -1}) {
      byte[] page = new byte[Meta.BYTES];
      new Meta(size, 0, 2, 0, 2, 5, 18).encode(0, MemorySegment.ofArray(page));
      assertThrows(UnsupportedFormatException.class, () -> Meta.read(ByteSource.of("db", page), 0));
    }
  }

  @Test
  void aBigEndianFileIsUnsupported() {
    byte[] page = new byte[Meta.BYTES];
    MemorySegment.ofArray(page).set(PageHeader.U32, 16, Integer.reverseBytes(0xed0cdaed));
    var failure =
        assertThrows(
            UnsupportedFormatException.class, () -> Meta.read(ByteSource.of("db", page), 0));
    assertEquals(
        "byte order big-endian at db:0x10 is not supported (supported: little-endian)",
        failure.getMessage());
  }

  /** FNV-1a, 64 bit, spelled out a second time: the code under test must agree with it. */
  private static void rewriteChecksum(byte[] page) {
    long hash = Long.parseUnsignedLong("14695981039346656037");
    for (int i = 16; i < 72; i++) {
      hash ^= page[i] & 0xff;
      hash *= 1099511628211L;
    }
    MemorySegment.ofArray(page).set(PageHeader.U64, 72, hash);
  }
}
