package io.drydock.formats.bolt.salvage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.BranchPage;
import io.drydock.formats.bolt.LeafElement;
import io.drydock.formats.bolt.LeafPage;
import io.drydock.formats.bolt.Meta;
import io.drydock.formats.bolt.PageHeader;
import io.drydock.formats.bolt.PageSet;
import io.drydock.formats.bolt.build.BoltBuilder;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tree of three levels with overflowing leaves, damaged page by page. */
class TreeSalvageTest {

  private static final int PAGE = 1024;
  private static final int KEYS = 700;
  private static final Bytes BUCKET = Bytes.ofUtf8("bucket");

  @TempDir static Path folder;
  private static byte[] sound;
  private static final SortedMap<Bytes, Bytes> ROWS = new TreeMap<>();

  private static Bytes value(int i) {
    return Bytes.ofUtf8("value of " + i + " " + "x".repeat(i % 50 == 7 ? 1500 : i % 40));
  }

  @BeforeAll
  static void build() throws Exception {
    Path db = folder.resolve("db");
    try (var out = FileChannel.open(db, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var builder = new BoltBuilder(out, PAGE);
      builder.openBucket(BUCKET, 0);
      for (int i = 0; i < KEYS; i++) {
        Bytes key = Bytes.ofUtf8("key/%05d".formatted(3 * i));
        ROWS.put(key, value(i));
        builder.put(key.segment(), value(i).segment());
      }
      builder.closeBucket();
      builder.finish(1);
    }
    sound = Files.readAllBytes(db);
  }

  /** What a walk met. */
  private static final class Walked implements TreeSalvage.Visitor<RuntimeException> {
    final SortedMap<Bytes, Bytes> rows = new TreeMap<>();
    final KeySpans.Builder holes = new KeySpans.Builder();
    final List<CorruptFileException> causes = new ArrayList<>();
    Bytes last = Bytes.EMPTY;

    @Override
    public void row(LeafElement element) {
      Bytes key = Bytes.copyOf(element.key());
      assertTrue(last.compareTo(key) < 0, () -> key + " after " + last);
      last = key;
      rows.put(key, Bytes.copyOf(element.value()));
    }

    @Override
    public void hole(KeySpan span, CorruptFileException cause) {
      assertTrue(rows.isEmpty() || !span.contains(last.segment()), () -> span + " after " + last);
      holes.add(span);
      causes.add(cause);
    }
  }

  private static boolean isRow(LeafElement element) {
    Bytes key = Bytes.copyOf(element.key());
    String text = Bytes.copyOf(element.value()).toUtf8();
    return key.startsWith(Bytes.ofUtf8("key/")) && text.startsWith("value of ");
  }

  private static Walked walk(byte[] bytes) throws Exception {
    BoltFile file = BoltFile.open(ByteSource.of("db", bytes));
    var walked = new Walked();
    var pages = TreeSalvage.Pages.unless(_ -> false, file.pageCount());
    TreeSalvage.walk(
        file, file.bucket(BUCKET).orElseThrow(), pages, TreeSalvageTest::isRow, walked);
    return walked;
  }

  /** Rows are as they were, and all others lie in holes. */
  private static Walked check(byte[] bytes, String what) throws Exception {
    Walked walked = walk(bytes);
    KeySpans holes = walked.holes.build();
    walked.rows.forEach((key, value) -> {
      assertEquals(ROWS.get(key).length(), value.length(), what);
      assertFalse(holes.contains(key.segment()), () -> what + ": " + key + " in a hole");
    });
    for (Bytes key : ROWS.keySet()) {
      assertTrue(
          walked.rows.containsKey(key) || holes.contains(key.segment()),
          () -> what + ": " + key + " in no hole");
    }
    return walked;
  }

  private static int pages() {
    return sound.length / PAGE;
  }

  private static PageHeader header(int page) {
    return PageHeader.decode(MemorySegment.ofArray(sound).asSlice((long) page * PAGE, 16));
  }

  /** All but the last page, which is the tree of buckets. */
  private static int lastOfTree() {
    return pages() - 2;
  }

  @Test
  void aSoundTreeHasNoHoles() throws Exception {
    Walked walked = check(sound, "sound");
    assertEquals(ROWS, walked.rows);
    assertTrue(walked.holes.build().isEmpty());
  }

  @Test
  void whateverPageIsGoneTheOthersAreRead() throws Exception {
    int continued = 0;
    for (int page = 2; page <= lastOfTree(); page++) {
      byte[] broken = sound.clone();
      Arrays.fill(broken, page * PAGE, (page + 1) * PAGE, (byte) 0);
      Walked walked = check(broken, "page " + page);
      boolean isContinuation = header(page).id() != page;
      continued += isContinuation ? 1 : 0;
      assertTrue(isContinuation || !walked.holes.build().isEmpty(), "page " + page);
    }
    assertTrue(continued > 5, "pages that continue another: " + continued);
  }

  @Test
  void aPageWithTheContentOfAnotherIsAHole() throws Exception {
    for (int page = 2; page <= lastOfTree(); page++) {
      int other = 2 + (page + 11) % (lastOfTree() - 2);
      if (header(page).id() != page || header(other).id() != other || page == other) {
        continue;
      }
      byte[] broken = sound.clone();
      System.arraycopy(sound, other * PAGE, broken, page * PAGE, PAGE);
      ByteBuffer.wrap(broken).order(ByteOrder.LITTLE_ENDIAN).putLong(page * PAGE, page);
      check(broken, "page " + page + " as " + other);
    }
  }

  @Test
  void anElementThatLiesIsAHoleBetweenItsNeighbours() throws Exception {
    int page = firstLeaf();
    for (int i = 0; i < header(page).count(); i++) {
      byte[] broken = sound.clone();
      int element = page * PAGE + 16 + 16 * i;
      ByteBuffer.wrap(broken).order(ByteOrder.LITTLE_ENDIAN).putInt(element + 4, 0x7fffffff);
      Walked walked = check(broken, "element " + i);
      assertEquals(KEYS - 1, walked.rows.size());
      assertEquals(1, walked.holes.build().list().size());
    }
  }

  @Test
  void aKeyOutOfOrderGoesAndNotItsNeighbours() throws Exception {
    int page = firstLeaf();
    LeafPage leaf = (LeafPage) BoltFile.open(ByteSource.of("db", sound)).page(page);
    for (int i = 0; i < leaf.count(); i++) {
      for (char digit : new char[] {'0', '9'}) {
        byte[] broken = sound.clone();
        broken[(int) leaf.soundElement(i).orElseThrow().offset() + 4] = (byte) digit;
        Walked walked = walk(broken);
        assertTrue(walked.rows.size() >= KEYS - 1, i + ": rows " + walked.rows.size());
      }
    }
  }

  @Test
  void whatAPageLeavesOutIsAHole() throws Exception {
    for (int page = 2; page <= lastOfTree(); page++) {
      PageHeader sound = header(page);
      if (sound.id() != page) {
        continue;
      }
      for (int count : new int[] {0, 1, sound.count() / 2, sound.count() - 1}) {
        if (count < sound.count()) {
          Walked walked = check(with(page, sound.flags(), count, sound.overflow()), page + "");
          assertFalse(walked.holes.build().isEmpty(), page + ": " + count + " elements");
        }
      }
    }
  }

  @Test
  void aPageThatClaimsOthersTakesNone() throws Exception {
    for (int page = 2; page <= lastOfTree() - 5; page++) {
      PageHeader sound = header(page);
      if (sound.id() == page) {
        byte[] broken = with(page, sound.flags(), sound.count(), sound.overflow() + 5);
        assertEquals(ROWS, check(broken, "page " + page).rows, "page " + page);
      }
    }
  }

  /** A bound that is too high or too low leaves rows of the leaves beside it outside. */
  @Test
  void aKeyOfABranchThatIsNotWhatItWasCostsNoRowWithoutAHole() throws Exception {
    int branches = 0;
    for (int page = 2; page <= lastOfTree(); page++) {
      if (header(page).flags() != PageHeader.BRANCH || header(page).id() != page) {
        continue;
      }
      branches++;
      var branch = (BranchPage) BoltFile.open(ByteSource.of("db", sound)).page(page);
      for (int i = 0; i < branch.count(); i++) {
        for (int more : new int[] {-1, 1, 5}) {
          byte[] broken = sound.clone();
          broken[page * PAGE + digitOf(broken, page, i)] += (byte) more;
          check(broken, "key " + i + " of page " + page + " by " + more);
        }
      }
    }
    assertTrue(branches > 2, "branches: " + branches);
  }

  /** Where the third digit of a key in a branch stands, from the start of the page. */
  private static int digitOf(byte[] db, int page, int element) {
    int at = 16 + 16 * element;
    return at
        + ByteBuffer.wrap(db).order(ByteOrder.LITTLE_ENDIAN).getInt(page * PAGE + at)
        + "key/000".length()
        - 1;
  }

  private static byte[] with(int page, int flags, int count, long overflow) {
    byte[] broken = sound.clone();
    new PageHeader(page, flags, count, overflow)
        .encode(MemorySegment.ofArray(broken).asSlice((long) page * PAGE, 16));
    return broken;
  }

  private static int firstLeaf() {
    return 2;
  }

  @Test
  void leavesAreFoundWithoutATree() {
    var source = ByteSource.of("db", sound);
    var everything =
        BoltFile.assuming(source, new Meta(PAGE, 0, 0, 0, Meta.NO_FREELIST, pages(), 1));
    SortedMap<Bytes, Bytes> found = new TreeMap<>();
    StrayLeaves.<RuntimeException>scan(
        everything,
        new PageSet(0),
        (leaf, own) -> {
          assertEquals(leaf.at().length(), own);
          LeafRows.of(leaf, KeySpan.ALL, TreeSalvageTest::isRow)
              .forEach(row -> found.put(Bytes.copyOf(row.key()), Bytes.copyOf(row.value())));
        });
    assertEquals(ROWS, found);
  }

  @Test
  void aPageThatWasUsedAgainEndsTheLeafBeforeIt() {
    int page = 2;
    while (header(page).overflow() == 0 || header(page).flags() != PageHeader.LEAF) {
      page++;
    }
    byte[] broken = sound.clone();
    new PageHeader(page + 1, PageHeader.LEAF, 0, 0)
        .encode(MemorySegment.ofArray(broken).asSlice((page + 1L) * PAGE, 16));
    var everything =
        BoltFile.assuming(
            ByteSource.of("db", broken), new Meta(PAGE, 0, 0, 0, Meta.NO_FREELIST, pages(), 1));
    long wanted = page;
    List<Long> own = new ArrayList<>();
    StrayLeaves.<RuntimeException>scan(
        everything,
        new PageSet(0),
        (leaf, bytes) -> {
          if (leaf.header().id() == wanted) {
            own.add(bytes);
            assertTrue(
                LeafRows.of(leaf, KeySpan.ALL, TreeSalvageTest::isRow).stream()
                    .anyMatch(row -> Continuation.looksOverwritten(everything, row)));
          }
        });
    assertEquals(List.of((long) PAGE), own);
  }

  @Test
  void thePageSizeIsThatAtWhichPagesNameThemselves() {
    byte[] broken = sound.clone();
    Arrays.fill(broken, 0, 2 * PAGE, (byte) 0);
    assertEquals(PAGE, PageSizes.guess(ByteSource.of("db", broken)).orElseThrow());
    assertTrue(PageSizes.guess(ByteSource.of("zeros", new byte[100_000])).isEmpty());
    assertTrue(PageSizes.guess(ByteSource.of("empty", new byte[0])).isEmpty());
  }
}
