package io.drydock.formats.mvcc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.Meta;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.mvcc.check.MvccCheck;
import io.drydock.formats.mvcc.usage.KeySpaceUsage;
import io.drydock.formats.mvcc.usage.UsageQuery;
import io.drydock.formats.testing.SmallJvm;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store of over 4 GiB with a million keys, most of it holes inside of large values, read by a
 * Java process of its own with little heap.
 */
class LargeKeySpaceLongTest {

  private static final int PAGE = 4096;
  private static final int LEAVES = 260;
  private static final int LEAF_PAGES = 4096;
  private static final int PUTS_IN_A_LEAF = 4_000;

  /** Every tenth put is of a key that the leaf before has already. */
  private static final int REPEATED = 10;

  private static final int ELEMENT_BYTES = 16;
  private static final int PUT_BYTES = 17 + 32;

  @TempDir Path folder;

  @Test
  void fourGibibytesAreUnderstoodWithLittleHeap() throws Exception {
    Path db = folder.resolve("db");
    try (var out =
        FileChannel.open(
            db,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      write(out);
    }
    assertTrue(Files.size(db) > 4L << 30);
    Map<String, String> told = runReader(db);
    long records = (long) LEAVES * (PUTS_IN_A_LEAF + 1);
    long keys = records - (LEAVES - 1L) * (PUTS_IN_A_LEAF / REPEATED);
    assertEquals(Long.toString(records + 1), told.get("revision"));
    assertEquals(Long.toString(keys), told.get("alive"));
    assertEquals(Long.toString(keys), told.get("listed"));
    assertEquals(Long.toString(records), told.get("used"));
    assertEquals(Long.toString(records), told.get("checked"));
    // What servers make at start is not there, and each repeated put claims to be the first.
    assertEquals("[BACKEND-BUCKET, MVCC-CREATE, MVCC-VERSION]", told.get("findings"));
  }

  private static void write(FileChannel out) throws IOException {
    for (int leaf = 0; leaf < LEAVES; leaf++) {
      writeAt(out, page(leaf), leaf(leaf));
    }
    long branch = page(LEAVES);
    writeAt(out, branch, branch(branch));
    long root = branch + 4;
    writeAt(out, root, root(root, branch));
    for (int slot = 0; slot < 2; slot++) {
      ByteBuffer meta = buffer(PAGE);
      new Meta(PAGE, 0, root, 0, -1, root + 1, 1 + slot).encode(slot, MemorySegment.ofBuffer(meta));
      writeAt(out, slot, meta);
    }
  }

  private static long page(int leaf) {
    return 2 + (long) leaf * LEAF_PAGES;
  }

  private static long main(int leaf, int ordinal) {
    return 2 + (long) leaf * (PUTS_IN_A_LEAF + 1) + ordinal;
  }

  /** Small puts, and a last one whose value fills the pages up without being written. */
  private static ByteBuffer leaf(int leaf) {
    int count = PUTS_IN_A_LEAF + 1;
    int table = 16 + count * ELEMENT_BYTES;
    ByteBuffer bytes = buffer(table + count * PUT_BYTES);
    header(bytes, page(leaf), 2, count, LEAF_PAGES - 1);
    int end = LEAF_PAGES * PAGE;
    for (int i = 0; i < count; i++) {
      int from = table + i * PUT_BYTES;
      int element = 16 + i * ELEMENT_BYTES;
      int room = i < PUTS_IN_A_LEAF ? PUT_BYTES : end - from;
      bytes.putInt(element + 4, from - element).putInt(element + 8, 17);
      bytes.putInt(element + 12, room - 17);
      revision(bytes.position(from), main(leaf, i));
      message(bytes, key(leaf, i), main(leaf, i), room - 17);
    }
    return bytes.rewind();
  }

  private static String key(int leaf, int ordinal) {
    boolean isRepeated = ordinal % REPEATED == 0 && ordinal < PUTS_IN_A_LEAF && leaf > 0;
    int number = isRepeated ? ordinal : leaf * (PUTS_IN_A_LEAF + 1) + ordinal;
    return "/k/%08d".formatted(number);
  }

  private static void revision(ByteBuffer bytes, long main) {
    bytes.order(ByteOrder.BIG_ENDIAN).putLong(main).put((byte) '_').putLong(0);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Numbers and lengths with four bytes each, so that every message has the same form. */
  private static void message(ByteBuffer bytes, String key, long main, int room) {
    int start = bytes.position();
    bytes.put((byte) 0x0a).put((byte) key.length()).put(key.getBytes(UTF_8));
    varint(bytes.put((byte) 0x10), main);
    varint(bytes.put((byte) 0x18), main);
    bytes.put((byte) 0x20).put((byte) 1);
    int left = room - (bytes.position() - start) - 5;
    varint(bytes.put((byte) 0x2a), left);
  }

  private static void varint(ByteBuffer bytes, long number) {
    for (int shift = 0; shift < 21; shift += 7) {
      bytes.put((byte) (number >>> shift | 0x80));
    }
    bytes.put((byte) (number >>> 21 & 0x7f));
  }

  private static ByteBuffer branch(long page) {
    int table = 16 + LEAVES * ELEMENT_BYTES;
    ByteBuffer bytes = buffer(4 * PAGE);
    header(bytes, page, 1, LEAVES, 3);
    for (int leaf = 0; leaf < LEAVES; leaf++) {
      int element = 16 + leaf * ELEMENT_BYTES;
      int key = table + leaf * 17;
      bytes.putInt(element, key - element).putInt(element + 4, 17).putLong(element + 8, page(leaf));
      revision(bytes.position(key), main(leaf, 0));
    }
    return bytes.rewind();
  }

  private static ByteBuffer root(long page, long branch) {
    ByteBuffer bytes = buffer(PAGE);
    header(bytes, page, 2, 1, 0);
    bytes.putInt(16, 1).putInt(20, ELEMENT_BYTES).putInt(24, 3).putInt(28, 16);
    bytes.put(32, "key".getBytes(UTF_8)).putLong(35, branch);
    return bytes;
  }

  private static void header(ByteBuffer bytes, long page, int flags, int count, int overflow) {
    bytes.putLong(0, page).putShort(8, (short) flags).putShort(10, (short) count);
    bytes.putInt(12, overflow);
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void writeAt(FileChannel out, long page, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes, page * PAGE + bytes.position());
    }
  }

  private static Map<String, String> runReader(Path db) throws Exception {
    var told = new TreeMap<String, String>();
    String output = SmallJvm.run(Reader.class, db);
    output.lines().map(line -> line.split(" ", 2)).forEach(pair -> told.put(pair[0], pair[1]));
    return told;
  }

  /** The other process: asks every question and tells the answers. */
  static final class Reader {

    private Reader() {}

    public static void main(String[] arguments) throws Exception {
      try (var source = ByteSource.map(Path.of(arguments[0]))) {
        BackendView view = BoltView.of(BoltFile.open(source));
        var hash = (RevisionAnswer.Found<HashKv>) HashKv.at(view, 0);
        tell("revision", hash.value().hashRevision());
        tell("alive", KeyTotals.of(view).liveKeys());
        tell("listed", listed(view));
        tell("used", KeySpaceUsage.of(view, UsageQuery.byDepth(2)).total().records());
        var report = MvccCheck.of(view);
        tell("checked", report.records());
        tell("findings", report.counts().keySet());
      }
    }

    private static long listed(BackendView view) throws Exception {
      var found = (RevisionAnswer.Found<LiveKeys>) LiveKeys.at(view, 0, KeyRange.ALL);
      try (LiveKeys keys = found.value()) {
        return keys.size();
      }
    }

    private static void tell(String name, Object value) {
      System.out.println(name + " " + value);
    }
  }
}
