package io.drydock.formats.bolt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.UnsupportedFormatException;
import io.drydock.formats.bytes.ByteSource;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoltFileTest {

  private static RawBolt twoGenerations() {
    return new RawBolt(4).meta(0, 2, 8).meta(1, 3, 9).leaf(2, "a", "1").leaf(3, "a", "2");
  }

  @Test
  void theValidMetaWithTheHigherTransactionCounts() throws Exception {
    assertEquals(9, twoGenerations().open().meta().txid());
    assertEquals(10, twoGenerations().meta(0, 2, 10).open().meta().txid());
    assertEquals(-1, twoGenerations().meta(0, 2, -1).open().meta().txid());
  }

  @Test
  void theOtherMetaCountsWhenOneIsBad() throws Exception {
    assertEquals(8, twoGenerations().u64(RawBolt.PAGE + 64, 10).open().meta().txid());
    BoltFile file = twoGenerations().u64(72, 1).open();
    assertEquals(9, file.meta().txid());
    assertInstanceOf(MetaSlot.Invalid.class, file.slots().getFirst());
    assertInstanceOf(MetaSlot.Valid.class, file.slots().getLast());
  }

  @Test
  void bothMetasBadNamesBothReasons() {
    RawBolt raw = new RawBolt(8).metas(2).u64(72, 1).u64(RawBolt.PAGE + 72, 1);
    var failure = assertThrows(CorruptFileException.class, raw::open);
    assertTrue(failure.getMessage().contains("page 0: meta checksum at raw.db:0x48"));
    assertTrue(failure.getMessage().contains("page 1: meta magic at raw.db:0x1010"));
  }

  @Test
  void thePageSizeIsFoundWithoutTheFirstMeta() throws Exception {
    for (int size = Meta.MIN_PAGE_BYTES; size <= 1 << 17; size <<= 1) {
      byte[] bytes = new byte[size * 3];
      MemorySegment second = MemorySegment.ofArray(bytes).asSlice(size);
      new Meta(size, 0, 2, 0, Meta.NO_FREELIST, 3, 5).encode(1, second);
      BoltFile file = BoltFile.open(ByteSource.of("raw.db", bytes));
      assertEquals(size, file.pageSize());
      assertEquals(5, file.meta().txid());
    }
  }

  @Test
  void anUnsupportedMetaIsNamedWhenNoneIsValid() {
    byte[] bytes = new byte[8192];
    MemorySegment.ofArray(bytes).set(PageHeader.U32, 16, Integer.reverseBytes(0xed0cdaed));
    assertThrows(
        UnsupportedFormatException.class, () -> BoltFile.open(ByteSource.of("raw.db", bytes)));
  }

  @Test
  void emptyAndForeignFilesAreNotDatabases() {
    for (int size : new int[] {0, 1, 79, 80, 4096, 5000}) {
      assertThrows(
          CorruptFileException.class, () -> BoltFile.open(ByteSource.of("raw.db", new byte[size])));
    }
  }

  @Test
  void missingBytesAreCountedAndReferencesIntoThemAreDamage() throws Exception {
    RawBolt raw = new RawBolt(6).metas(2).buckets(2, Map.of("b", 5L)).leaf(5, "k", "v");
    byte[] cut = Arrays.copyOf(raw.bytes(), 4 * RawBolt.PAGE + 100);
    BoltFile file = BoltFile.open(ByteSource.of("cut.db", cut));
    assertEquals(2 * RawBolt.PAGE - 100, file.missingBytes());
    assertEquals(5, file.pageCount());
    BoltCursor cursor = file.buckets().getFirst().cursor();
    assertThrows(CorruptFileException.class, cursor::next);
    assertEquals(0, raw.open().missingBytes());
  }

  @Test
  void aHighWaterMarkThatLiesAllocatesNothing() throws Exception {
    for (long marked : new long[] {1L << 40, Long.MAX_VALUE, -1L}) {
      RawBolt raw = new RawBolt(3).leaf(2);
      raw.meta(0, new Meta(RawBolt.PAGE, 0, 2, 0, Meta.NO_FREELIST, marked, 5));
      BoltFile file = raw.open();
      assertEquals(3, file.pageCount());
      assertTrue(file.missingBytes() > 0);
      assertEquals(0, file.freePages().pages().size());
      assertThrows(CorruptFileException.class, () -> file.page(1L << 39));
    }
  }

  @Test
  void pagesThatNameThemselvesWronglyAreDamage() throws Exception {
    BoltFile file = twoGenerations().u64(3 * RawBolt.PAGE, 2).open();
    var failure = assertThrows(CorruptFileException.class, () -> file.page(3));
    assertEquals(
        "page that names itself at raw.db:0xc00: expected 3, found 2", failure.getMessage());
  }

  @Test
  void pagesOfNoKindOrOfTwoKindsAreDamage() {
    for (int flags : new int[] {0, 3, 0x12, 0x20, 0xffff}) {
      RawBolt raw = twoGenerations().header(2, flags, 0, 0);
      assertThrows(CorruptFileException.class, () -> raw.open().page(2));
    }
  }

  @Test
  void overflowBeyondTheHighWaterMarkIsDamage() {
    RawBolt raw = twoGenerations().header(2, PageHeader.LEAF, 0, 2);
    assertThrows(CorruptFileException.class, () -> raw.open().page(2));
    RawBolt all = twoGenerations().header(2, PageHeader.LEAF, 0, 0xffffffffL);
    assertThrows(CorruptFileException.class, () -> all.open().page(2));
  }

  @Test
  void freePagesComeFromTheFreelistWhenThereIsOne() throws Exception {
    RawBolt raw = new RawBolt(7).leaf(2, "a", "1").header(3, PageHeader.FREELIST, 2, 0);
    raw.u64(3 * RawBolt.PAGE + 16, 4).u64(3 * RawBolt.PAGE + 24, 6);
    raw.meta(0, new Meta(RawBolt.PAGE, 0, 2, 0, 3, 7, 5));
    FreePages free = raw.open().freePages();
    assertTrue(free.isPersisted());
    assertEquals(2, free.pages().size());
    assertTrue(free.pages().contains(4) && free.pages().contains(6));
    raw.u64(3 * RawBolt.PAGE + 24, 7);
    assertThrows(CorruptFileException.class, () -> raw.open().freePages());
    raw.u64(3 * RawBolt.PAGE + 24, 4);
    assertThrows(CorruptFileException.class, () -> raw.open().freePages());
  }

  @Test
  void freePagesAreThoseThatNothingReachesWhenThereIsNone() throws Exception {
    RawBolt raw = new RawBolt(7).metas(2).buckets(2, Map.of("b", 4L)).leaf(4, "k", "v");
    FreePages free = raw.open().freePages();
    assertFalse(free.isPersisted());
    assertEquals(3, free.pages().size());
    assertEquals(3, free.pages().next(0));
    assertEquals(5, free.pages().next(4));
    assertEquals(6, free.pages().next(6));
    assertEquals(7, free.pages().next(7));
  }

  @Test
  void aCommitUnderTheReaderIsSeenInTheMetas() throws Exception {
    RawBolt raw = twoGenerations();
    BoltFile file = raw.open();
    assertTrue(file.metasUnchanged());
    raw.meta(0, 2, 10);
    assertFalse(file.metasUnchanged());
  }
}
