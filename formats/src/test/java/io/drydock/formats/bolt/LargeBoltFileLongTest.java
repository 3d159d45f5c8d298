package io.drydock.formats.bolt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bolt.build.BoltSizePrediction;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.testing.SmallJvm;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file of over 4 GiB, most of it holes inside of large values, read by a Java process of its own
 * with little heap.
 */
class LargeBoltFileLongTest {

  private static final int PAGE = 4096;
  private static final int LEAVES = 260;
  private static final int LEAF_PAGES = 4096;
  private static final int SMALL_ELEMENTS = 10_000;
  private static final int KEY_BYTES = 8;

  @TempDir Path folder;

  @Test
  void fourGibibytesAreReadWithLittleMemory() throws Exception {
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
    Map<String, Long> told = runReader(db);
    long elements = (long) LEAVES * (SMALL_ELEMENTS + 1);
    assertEquals(elements, told.get("elements"));
    assertEquals(elements + 1, told.get("checked"));
    assertEquals(0, told.get("findings"));
    assertEquals(0, told.get("free"));
    assertTrue(told.get("bytes") > 4L << 30);
    assertTrue(told.get("residentKiB") < 256 << 10, told::toString);
  }

  private static void write(FileChannel out) throws IOException {
    for (int leaf = 0; leaf < LEAVES; leaf++) {
      long page = 2 + (long) leaf * LEAF_PAGES;
      writeAt(out, page, leaf(page, leaf));
    }
    long branch = 2 + (long) LEAVES * LEAF_PAGES;
    writeAt(out, branch, branch(branch));
    long root = branch + 2;
    writeAt(out, root, root(root, branch));
    for (int slot = 0; slot < 2; slot++) {
      MemorySegment meta = MemorySegment.ofArray(new byte[PAGE]);
      new Meta(PAGE, 0, root, 0, Meta.NO_FREELIST, root + 1, 1 + slot).encode(slot, meta);
      writeAt(out, slot, meta);
    }
  }

  /** Small elements and a last one whose value fills the pages up. */
  private static MemorySegment leaf(long page, int leaf) {
    int count = SMALL_ELEMENTS + 1;
    int table = PageHeader.BYTES + count * LeafPage.ELEMENT_BYTES;
    MemorySegment bytes = MemorySegment.ofArray(new byte[table + count * KEY_BYTES]);
    new PageHeader(page, PageHeader.LEAF, count, LEAF_PAGES - 1).encode(bytes);
    for (int i = 0; i < count; i++) {
      int element = PageHeader.BYTES + i * LeafPage.ELEMENT_BYTES;
      int key = table + i * KEY_BYTES;
      bytes.set(PageHeader.U32, element + 4, key - element);
      bytes.set(PageHeader.U32, element + 8, KEY_BYTES);
      bytes.asSlice(key, KEY_BYTES).copyFrom(key(leaf, i));
    }
    int last = PageHeader.BYTES + SMALL_ELEMENTS * LeafPage.ELEMENT_BYTES;
    bytes.set(PageHeader.U32, last + 12, LEAF_PAGES * PAGE - (int) bytes.byteSize());
    return bytes;
  }

  private static MemorySegment branch(long page) {
    int table = PageHeader.BYTES + LEAVES * BranchPage.ELEMENT_BYTES;
    MemorySegment bytes = MemorySegment.ofArray(new byte[2 * PAGE]);
    new PageHeader(page, PageHeader.BRANCH, LEAVES, 1).encode(bytes);
    for (int leaf = 0; leaf < LEAVES; leaf++) {
      int element = PageHeader.BYTES + leaf * BranchPage.ELEMENT_BYTES;
      int key = table + leaf * KEY_BYTES;
      bytes.set(PageHeader.U32, element, key - element);
      bytes.set(PageHeader.U32, element + 4, KEY_BYTES);
      bytes.set(PageHeader.U64, element + 8, 2 + (long) leaf * LEAF_PAGES);
      bytes.asSlice(key, KEY_BYTES).copyFrom(key(leaf, 0));
    }
    return bytes;
  }

  private static MemorySegment root(long page, long branch) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[PAGE]);
    new PageHeader(page, PageHeader.LEAF, 1, 0).encode(bytes);
    bytes.set(PageHeader.U32, 16, LeafPage.BUCKET_FLAG);
    bytes.set(PageHeader.U32, 20, LeafPage.ELEMENT_BYTES);
    bytes.set(PageHeader.U32, 24, 3);
    bytes.set(PageHeader.U32, 28, BoltBucket.HEADER_BYTES);
    bytes.asSlice(32, 3).copyFrom(Bytes.ofUtf8("key").segment());
    bytes.set(PageHeader.U64, 35, branch);
    return bytes;
  }

  private static MemorySegment key(int leaf, int ordinal) {
    return Bytes.ofUtf8("%03d%05d".formatted(leaf, ordinal)).segment();
  }

  private static void writeAt(FileChannel out, long page, MemorySegment bytes) throws IOException {
    ByteBuffer buffer = bytes.asByteBuffer();
    while (buffer.hasRemaining()) {
      out.write(buffer, page * PAGE + buffer.position());
    }
  }

  private static Map<String, Long> runReader(Path db) throws Exception {
    var told = new TreeMap<String, Long>();
    for (String line : SmallJvm.run(Reader.class, db).lines().toList()) {
      String[] parts = line.split(" ");
      told.put(parts[0], Long.valueOf(parts[1]));
    }
    return told;
  }

  /** The other process: reads all there is and tells what it saw. */
  static final class Reader {

    private Reader() {}

    public static void main(String[] arguments) throws Exception {
      List<String> told = new ArrayList<>();
      try (var source = ByteSource.map(Path.of(arguments[0]))) {
        BoltFile file = BoltFile.open(source);
        BoltReport report = BoltCheck.of(file, 10);
        told.add("checked " + report.elements());
        told.add("findings " + report.findings().size());
        told.add("free " + file.freePages().pages().size());
        told.addAll(walk(file.buckets().getFirst()));
      }
      told.add("residentKiB " + residentKib());
      System.out.println(String.join("\n", told));
    }

    private static List<String> walk(BoltBucket bucket) throws Exception {
      long elements = 0;
      long bytes = 0;
      var prediction = new BoltSizePrediction(PAGE);
      prediction.openBucket(3);
      for (BoltCursor cursor = bucket.cursor(); cursor.next(); ) {
        elements++;
        MemorySegment value = cursor.value();
        for (long at = 0; at < value.byteSize(); at += PAGE) {
          bytes += value.get(ValueLayout.JAVA_BYTE, at);
        }
        bytes += value.byteSize();
        prediction.add((int) cursor.keyBytes(), cursor.valueBytes());
      }
      prediction.closeBucket();
      prediction.finish();
      return List.of("elements " + elements, "bytes " + bytes);
    }

    private static long residentKib() throws IOException {
      Path status = Path.of("/proc/self/status");
      if (!Files.exists(status)) {
        return 0;
      }
      String peak =
          Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("VmHWM"))
              .findFirst()
              .orElseThrow();
      return Long.parseLong(peak.replaceAll("[^0-9]", ""));
    }
  }
}
