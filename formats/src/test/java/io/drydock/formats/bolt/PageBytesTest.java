package io.drydock.formats.bolt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The byte tables of the kinds of pages, on bytes laid out by hand. */
class PageBytesTest {

  private static final String LEAF =
      """
      02 00 00 00 00 00 00 00  02 00  02 00  00 00 00 00 \
      01 00 00 00  20 00 00 00  05 00 00 00  20 00 00 00 \
      00 00 00 00  35 00 00 00  03 00 00 00  02 00 00 00 \
      61 6c 61 72 6d \
      00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00 \
      00 00 00 00 00 00 00 00  02 00  00 00  00 00 00 00 \
      66 6f 6f  76 31 \
      """;

  private static final String BRANCH =
      """
      f0 0c 00 00 00 00 00 00  01 00  02 00  00 00 00 00 \
      20 00 00 00  01 00 00 00  a1 01 00 00 00 00 00 00 \
      11 00 00 00  02 00 00 00  a2 01 00 00 00 00 00 00 \
      61  6d 6e
      """;

  private static final String FREELIST =
      """
      08 00 00 00 00 00 00 00  10 00  02 00  00 00 00 00 \
      03 00 00 00 00 00 00 00 \
      09 00 00 00 00 00 00 00
      """;

  private static final String LONG_FREELIST =
      """
      45 ed 00 00 00 00 00 00  10 00  ff ff  00 00 00 00 \
      01 00 00 00 00 00 00 00 \
      cd 14 01 00 00 00 00 00
      """;

  @Test
  void leafElementsPointFromTheirOwnStart() throws Exception {
    LeafPage page = leaf(LEAF);
    LeafElement bucket = page.element(0);
    assertTrue(bucket.isBucket());
    assertEquals("alarm", Bytes.copyOf(bucket.key()).toUtf8());
    assertEquals(32, bucket.valueBytes());
    LeafElement pair = page.element(1);
    assertFalse(pair.isBucket());
    assertEquals("foo", Bytes.copyOf(pair.key()).toUtf8());
    assertEquals("v1", Bytes.copyOf(pair.value()).toUtf8());
    assertEquals(new Extent("x", 16 + 32 + 5 + 32, 5), pair.at());
    assertEquals(new Extent("x", 16 + 32 + 5 + 32 + 3, 2), pair.valueAt());
    assertEquals(16 + 2 * 16 + 5 + 32 + 3 + 2, page.bytesInUse());
  }

  @Test
  void leafElementsOutsideOfThePageAreDamage() {
    for (int at : new int[] {20, 24, 28, 36, 40, 44}) {
      byte[] bytes = Bytes.ofHex(LEAF).toByteArray();
      bytes[at + 3] = (byte) 0x80;
      assertThrows(CorruptFileException.class, () -> leaf(bytes).bytesInUse());
    }
    byte[] intoTheTable = Bytes.ofHex(LEAF).toByteArray();
    intoTheTable[20] = 0x1f;
    assertThrows(CorruptFileException.class, () -> leaf(intoTheTable).element(0));
  }

  @Test
  void elementsThatOverlapAreDamage() {
    byte[] bytes = Bytes.ofHex(LEAF).toByteArray();
    bytes[36] = 0x10;
    bytes[44] = 0x22;
    var failure = assertThrows(CorruptFileException.class, () -> leaf(bytes).bytesInUse());
    assertEquals(
        "key of element 1 of leaf page 2 at x:0x20: expected to begin at 85, directly behind what"
            + " stands before it, found 48",
        failure.getMessage());
  }

  @Test
  void aWrongCountIsTold() throws Exception {
    assertTrue(leaf(LEAF).isCountProven());
    for (int count : new int[] {0, 1, 3, 4}) {
      byte[] bytes = Bytes.ofHex(LEAF).toByteArray();
      bytes[10] = (byte) count;
      assertFalse(leaf(bytes).isCountProven(), "count " + count);
      assertThrows(CorruptFileException.class, () -> leaf(bytes).bytesInUse());
    }
    byte[] one = Bytes.ofHex(LEAF).toByteArray();
    one[10] = 1;
    assertEquals(
        "element count of leaf page 2 at x:0xa: expected a table that ends where the keys begin,"
            + " at 48, found 1",
        leaf(one).wrongCount().getMessage());
    byte[] moved = Bytes.ofHex(LEAF).toByteArray();
    moved[20]++;
    assertTrue(leaf(moved).isCountProven(), "the other key tells where the table ends");
    assertThrows(CorruptFileException.class, () -> leaf(moved).bytesInUse());
    byte[] blank = new byte[64];
    blank[0] = 2;
    blank[8] = PageHeader.LEAF;
    assertTrue(leaf(blank).isCountProven());
    assertEquals(16, leaf(blank).bytesInUse());
  }

  @Test
  void aTableWithoutRoomIsDamage() {
    byte[] bytes = Bytes.ofHex(LEAF).toByteArray();
    bytes[10] = 5;
    var failure = assertThrows(CorruptFileException.class, () -> leaf(bytes));
    assertEquals(
        "element count of leaf page 2 at x:0x0: expected at most 4, found 5", failure.getMessage());
  }

  @Test
  void branchElementsLeadToPages() throws Exception {
    MemorySegment bytes = Bytes.ofHex(BRANCH).segment();
    var page = BranchPage.of(PageHeader.decode(bytes), extent(bytes), bytes);
    assertEquals(0x0cf0, page.header().id());
    assertEquals(0x1a1, page.childId(0));
    assertEquals(0x1a2, page.childId(1));
    assertEquals("a", Bytes.copyOf(page.key(0)).toUtf8());
    assertEquals("mn", Bytes.copyOf(page.key(1)).toUtf8());
    assertEquals(new Extent("x", 32, 16), page.elementAt(1));
    assertEquals(16 + 2 * 16 + 3, page.bytesInUse());
  }

  @Test
  void branchKeysOutsideOfThePageAreDamage() throws Exception {
    byte[] array = Bytes.ofHex(BRANCH).toByteArray();
    array[36] = 3;
    MemorySegment bytes = MemorySegment.ofArray(array);
    var page = BranchPage.of(PageHeader.decode(bytes), extent(bytes), bytes);
    assertThrows(CorruptFileException.class, () -> page.key(1));
    assertEquals(Optional.empty(), page.soundKey(1));
  }

  @Test
  void freelistsHaveTheirCountInTheHeaderOrBehindIt() throws Exception {
    FreelistPage small = freelist(FREELIST);
    assertEquals(2, small.count());
    assertEquals(9, small.id(1));
    assertEquals(new Extent("x", 24, 8), small.idAt(1));
    FreelistPage large = freelist(LONG_FREELIST);
    assertEquals(1, large.count());
    assertEquals(0x114cd, large.id(0));
    assertEquals(new Extent("x", 24, 8), large.idAt(0));
  }

  @Test
  void aFreelistLongerThanItsPageIsDamage() {
    assertThrows(
        CorruptFileException.class,
        () ->
            freelist(LONG_FREELIST.replace("01 00 00 00 00 00 00 00", "02 00 00 00 00 00 00 00")));
    assertThrows(
        CorruptFileException.class,
        () ->
            freelist(LONG_FREELIST.replace("01 00 00 00 00 00 00 00", "ff ff ff ff ff ff ff ff")));
    assertThrows(CorruptFileException.class, () -> freelist(FREELIST.replace("02 00", "03 00")));
  }

  @Test
  void anInlineBucketLiesInItsHeader() throws Exception {
    RawBolt raw = new RawBolt(3).metas(2).header(2, PageHeader.LEAF, 1, 0);
    String lease =
        """
        01 00 00 00  10 00 00 00  05 00 00 00  45 00 00 00 \
        6c 65 61 73 65 \
        00 00 00 00 00 00 00 00  09 00 00 00 00 00 00 00 \
        00 00 00 00 00 00 00 00  02 00  01 00  00 00 00 00 \
        00 00 00 00  10 00 00 00  08 00 00 00  0d 00 00 00 \
        18 8b a1 fb 65 8c 08 1c  08 9c 90 b0 ac b6 bf e8 c5 18 10 d8 04
        """;
    byte[] element = Bytes.ofHex(lease).toByteArray();
    System.arraycopy(element, 0, raw.bytes(), 2 * RawBolt.PAGE + 16, element.length);
    BoltBucket bucket = raw.open().bucket(Bytes.ofUtf8("lease")).orElseThrow();
    assertTrue(bucket.isInline());
    assertEquals(9, bucket.sequence());
    BoltCursor cursor = bucket.cursor();
    assertTrue(cursor.next());
    assertEquals("188ba1fb658c081c", Bytes.copyOf(cursor.key()).toHex());
    assertEquals("089c90b0acb6bfe8c51810d804", Bytes.copyOf(cursor.value()).toHex());
    assertEquals(2 * RawBolt.PAGE + 16 + 16 + 5 + 16 + 32, cursor.at().offset());
    assertEquals(0, cursor.pageId());
    assertFalse(cursor.next());
  }

  @Test
  void pagesOfAFileAreTypedByTheirFlags() throws Exception {
    RawBolt raw =
        new RawBolt(5)
            .metas(2)
            .leaf(2, "a", "1")
            .branch(3, "a", 2)
            .header(4, PageHeader.FREELIST, 0, 0);
    BoltFile file = raw.open();
    assertInstanceOf(MetaPage.class, file.page(1));
    assertInstanceOf(LeafPage.class, file.page(2));
    assertInstanceOf(BranchPage.class, file.page(3));
    assertInstanceOf(FreelistPage.class, file.page(4));
  }

  private static LeafPage leaf(String hex) throws CorruptFileException {
    return leaf(Bytes.ofHex(hex).toByteArray());
  }

  private static LeafPage leaf(byte[] array) throws CorruptFileException {
    MemorySegment bytes = MemorySegment.ofArray(array);
    return LeafPage.of(PageHeader.decode(bytes), extent(bytes), bytes);
  }

  private static FreelistPage freelist(String hex) throws CorruptFileException {
    byte[] bytes = Bytes.ofHex(hex).toByteArray();
    PageHeader header = PageHeader.decode(MemorySegment.ofArray(bytes));
    return FreelistPage.read(ByteSource.of("x", bytes), header, new Extent("x", 0, bytes.length));
  }

  private static Extent extent(MemorySegment bytes) {
    return new Extent("x", 0, bytes.byteSize());
  }
}
