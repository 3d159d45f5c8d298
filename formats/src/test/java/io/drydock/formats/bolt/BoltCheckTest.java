package io.drydock.formats.bolt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Finding;
import io.drydock.formats.UnsupportedFormatException;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoltCheckTest {

  private static final int PAGE = RawBolt.PAGE;

  /** Bucket b: branch 3 over leaves 4 and 5, all pages in use. */
  private static RawBolt sound() {
    return new RawBolt(6)
        .metas(2)
        .buckets(2, Map.of("b", 3L))
        .branch(3, "a", 4, "f", 5)
        .leaf(4, "a", "1", "c", "2")
        .leaf(5, "f", "3", "h", "4");
  }

  private static RawBolt withFreelist(RawBolt raw, long page, long... ids) {
    raw.header(page, PageHeader.FREELIST, ids.length, 0);
    for (int i = 0; i < ids.length; i++) {
      raw.u64(page * PAGE + 16 + 8L * i, ids[i]);
    }
    raw.meta(0, new Meta(PAGE, 0, 2, 0, page, raw.pages(), 6));
    return raw.meta(1, new Meta(PAGE, 0, 2, 0, page, raw.pages(), 7));
  }

  private static BoltReport check(RawBolt raw) throws Exception {
    return BoltCheck.of(raw.source());
  }

  private static void finds(RawBolt raw, String... codes) throws Exception {
    BoltReport report = check(raw);
    assertEquals(List.of(codes), report.findings().stream().map(Finding::code).toList());
  }

  @Test
  void aSoundFileIsClean() throws Exception {
    BoltReport report = check(sound());
    assertTrue(report.isClean());
    assertEquals(4, report.reachedPages());
    assertEquals(5, report.elements());
    assertTrue(check(withFreelist(new RawBolt(5).leaf(2), 3, 4)).isClean());
  }

  @Test
  void oneBadMetaIsAWarningAndTwoAreAnError() throws Exception {
    finds(sound().u64(72, 1), "BOLT-META");
    finds(sound().u64(PAGE + 72, 1), "BOLT-META");
    BoltReport report = check(sound().u64(72, 1));
    assertEquals(0, report.errors());
    assertTrue(report.findings().getFirst().message().startsWith("meta 0 cannot be used"));
    finds(sound().u64(72, 1).u64(PAGE + 72, 1), "BOLT-NO-META");
    assertEquals(1, check(sound().u64(72, 1).u64(PAGE + 72, 1)).errors());
  }

  @Test
  void unsupportedFilesAreNotDamaged() {
    byte[] bytes = new byte[8192];
    MemorySegment.ofArray(bytes).set(PageHeader.U32, 16, Integer.reverseBytes(0xed0cdaed));
    assertThrows(
        UnsupportedFormatException.class, () -> BoltCheck.of(ByteSource.of("raw.db", bytes)));
  }

  @Test
  void headersOfMetaPagesAreRead() throws Exception {
    finds(sound().u64(0, 9), "BOLT-META-HEADER");
    finds(sound().u32(PAGE + 8, PageHeader.LEAF), "BOLT-META-HEADER");
  }

  @Test
  void aFileCutShortIsTruncated() throws Exception {
    byte[] cut = Arrays.copyOf(sound().bytes(), 5 * PAGE);
    BoltReport report = BoltCheck.of(ByteSource.of("raw.db", cut));
    assertEquals("BOLT-TRUNCATED", report.findings().getFirst().code());
    assertEquals(5 * PAGE, report.findings().getFirst().at().offset());
    assertEquals("BOLT-PAGE", report.findings().getLast().code());
  }

  @Test
  void wrongPagesAreFoundAndTheRestIsStillChecked() throws Exception {
    finds(sound().u64(4 * PAGE, 9), "BOLT-PAGE");
    finds(sound().u64(4 * PAGE, 9).leaf(5, "f", "1", "f", "2"), "BOLT-PAGE", "BOLT-KEY-ORDER");
    finds(sound().header(4, PageHeader.FREELIST, 0, 0), "BOLT-PAGE");
    finds(sound().branch(3, "a", 4, "f", 6), "BOLT-PAGE");
    finds(sound().branch(3, "a", 1, "f", 5), "BOLT-PAGE");
    finds(sound().branch(3, "a", -1L, "f", 5), "BOLT-PAGE");
    finds(sound().buckets(2, Map.of("b", 77L)), "BOLT-PAGE");
  }

  @Test
  void pagesReachedTwiceAreFound() throws Exception {
    finds(sound().branch(3, "a", 4, "f", 4), "BOLT-PAGE-TWICE");
    finds(sound().branch(3, "a", 4, "f", 3), "BOLT-PAGE-TWICE");
    finds(sound().buckets(2, Map.of("b", 3L, "c", 3L)), "BOLT-PAGE-TWICE");
    finds(sound().buckets(2, Map.of("b", 2L)), "BOLT-PAGE-TWICE");
    finds(sound().u32(4 * PAGE + 12, 1), "BOLT-FILLING", "BOLT-PAGE-TWICE");
  }

  @Test
  void elementsOutOfTheirPageAreFound() throws Exception {
    finds(sound().u32(4 * PAGE + 20, 5000), "BOLT-ELEMENT");
    finds(sound().u32(4 * PAGE + 24, -1), "BOLT-ELEMENT");
    finds(sound().u32(3 * PAGE + 20, 5000), "BOLT-ELEMENT");
  }

  @Test
  void pagesThatAreNotFilledAsBboltDoesAreFound() throws Exception {
    finds(sound().header(4, PageHeader.LEAF, 1, 0), "BOLT-FILLING");
    finds(sound().header(4, PageHeader.LEAF, 0, 0), "BOLT-FILLING");
    finds(sound().header(2, PageHeader.LEAF, 0, 0), "BOLT-FILLING");
    finds(sound().header(3, PageHeader.BRANCH, 1, 0), "BOLT-FILLING");
    finds(sound().u32(4 * PAGE + 28, 900).u32(4 * PAGE + 44, 900), "BOLT-FILLING");
    finds(sound().u32(4 * PAGE + 28, 2), "BOLT-FILLING");
    finds(
        new RawBolt(6)
            .metas(2)
            .buckets(2, Map.of("b", 3L))
            .branch(3, "a", 4, "f", 5)
            .leaf(4)
            .leaf(5, "f", "3"),
        "BOLT-FILLING");
    finds(new RawBolt(6).metas(2).leaf(2));
  }

  @Test
  void aPageHasNoMorePagesThanItsElementsNeed() throws Exception {
    RawBolt raw = new RawBolt(5).metas(2).buckets(2, Map.of("b", 3L));
    finds(raw.leaf(3, "a", "1").header(3, PageHeader.LEAF, 1, 1), "BOLT-FILLING");
    finds(raw.leaf(3, "a", "x".repeat(PAGE - 33)).header(3, PageHeader.LEAF, 1, 1));
  }

  @Test
  void aCursorDoesNotGoOverAPageThatLeavesElementsOut() {
    for (RawBolt raw :
        List.of(
            sound().header(4, PageHeader.LEAF, 1, 0),
            sound().header(4, PageHeader.LEAF, 0, 0),
            sound().header(3, PageHeader.BRANCH, 1, 0))) {
      assertThrows(
          CorruptFileException.class,
          () -> {
            BoltCursor cursor = raw.open().bucket(Bytes.ofUtf8("b")).orElseThrow().cursor();
            while (cursor.next()) {
              assertTrue(cursor.keyBytes() > 0);
            }
          });
      assertThrows(
          CorruptFileException.class,
          () ->
              raw.open()
                  .bucket(Bytes.ofUtf8("b"))
                  .orElseThrow()
                  .cursor()
                  .seek(Bytes.ofUtf8("c").segment()));
    }
  }

  @Test
  void keysOutOfOrderAreFoundWithinAPageAndAgainstThePageAbove() throws Exception {
    finds(sound().leaf(4, "c", "1", "b", "2"), "BOLT-KEY-ORDER");
    finds(sound().leaf(4, "c", "1", "c", "2"), "BOLT-KEY-ORDER");
    finds(sound().leaf(5, "e", "1", "h", "2"), "BOLT-KEY-ORDER");
    finds(sound().leaf(4, "a", "1", "f", "2"), "BOLT-KEY-ORDER");
    finds(sound().branch(3, "f", 5, "a", 4), "BOLT-KEY-ORDER", "BOLT-KEY-ORDER", "BOLT-KEY-ORDER");
  }

  @Test
  void messagesNameTheKeys() throws Exception {
    Finding finding = check(sound().leaf(5, "e", "1", "h", "2")).findings().getFirst();
    assertEquals("key 1 B [65] is less than the page above says: 1 B [66]", finding.message());
    assertEquals(5 * PAGE + 16 + 2 * 16, finding.at().offset());
    assertEquals(2, finding.at().length());
  }

  @Test
  void keysOfLengthsThatBboltRefusesAreFound() throws Exception {
    finds(sound().leaf(4, "", "1", "c", "2"), "BOLT-KEY-LENGTH", "BOLT-KEY-ORDER");
  }

  @Test
  void unknownFlagsAreFound() throws Exception {
    finds(sound().u32(4 * PAGE + 16, 2), "BOLT-ELEMENT-FLAGS");
  }

  @Test
  void aBranchWithOneChildIsFoundBelowTheRootOnly() throws Exception {
    RawBolt raw =
        new RawBolt(6)
            .metas(2)
            .buckets(2, Map.of("b", 3L))
            .branch(3, "a", 4)
            .branch(4, "a", 5)
            .leaf(5, "a", "1");
    finds(raw, "BOLT-ONE-CHILD");
    assertEquals(4 * PAGE, check(raw).findings().getFirst().at().offset());
  }

  @Test
  void damagedBucketHeadersAreFound() throws Exception {
    finds(sound().u32(2 * PAGE + 28, 15), "BOLT-BUCKET");
    finds(sound().buckets(2, Map.of("b", 0L)), "BOLT-BUCKET");
    finds(sound().u32(2 * PAGE + 16, 0), "BOLT-BUCKET");
  }

  @Test
  void treesWithoutEndAreCutOff() throws Exception {
    RawBolt raw = new RawBolt(80).metas(2).buckets(2, Map.of("b", 3L));
    for (int page = 3; page < 79; page++) {
      raw.branch(page, "a", page + 1);
    }
    BoltReport report = check(raw.leaf(79, "a", "1"));
    assertTrue(report.findings().stream().anyMatch(found -> found.code().equals("BOLT-DEPTH")));
  }

  @Test
  void theFreelistMustBeAFreelistInPlace() throws Exception {
    RawBolt raw = withFreelist(new RawBolt(5).leaf(2), 3, 4);
    finds(raw.u32(3 * PAGE + 8, PageHeader.LEAF), "BOLT-FREELIST");
    finds(withFreelist(sound(), 5), "BOLT-PAGE");
    finds(withFreelist(new RawBolt(4).leaf(2), 3).u64(3 * PAGE, 8), "BOLT-FREELIST");
  }

  @Test
  void freeIdsAreFreeOnceAndAllPagesAreAccountedFor() throws Exception {
    RawBolt base = new RawBolt(6).leaf(2);
    finds(withFreelist(base, 3, 4, 5));
    finds(withFreelist(base, 3, 4, 5, 5), "BOLT-FREELIST-ID");
    finds(withFreelist(base, 3, 4, 5, 6), "BOLT-FREELIST-ID");
    finds(withFreelist(base, 3, 1, 4, 5), "BOLT-FREELIST-ID");
    finds(withFreelist(base, 3, -5, 4, 5), "BOLT-FREELIST-ID");
    finds(withFreelist(base, 3, 2, 4, 5), "BOLT-FREE-IN-USE");
    finds(withFreelist(base, 3, 3, 4, 5), "BOLT-FREE-IN-USE");
    finds(withFreelist(base, 3), "BOLT-LEAKED");
    finds(withFreelist(base, 3, 5), "BOLT-LEAKED");
    Finding leaked = check(withFreelist(base, 3)).findings().getFirst();
    assertEquals(4 * PAGE, leaked.at().offset());
    assertEquals(2 * PAGE, leaked.at().length());
  }

  @Test
  void onlySoManyFindingsAreKeptAndTheRestIsCounted() throws Exception {
    RawBolt raw = sound().leaf(4, "e", "", "d", "", "c", "", "b", "", "a", "");
    BoltReport report = BoltCheck.of(raw.open(), 3);
    assertEquals(3, report.findings().size());
    assertEquals(1, report.omitted());
    assertEquals(4, report.errors());
    assertFalse(report.isClean());
  }
}
