package io.drydock.formats.bolt.build;

import io.drydock.formats.bolt.BoltBucket;
import io.drydock.formats.bolt.BranchPage;
import io.drydock.formats.bolt.KeyOrder;
import io.drydock.formats.bolt.LeafPage;
import io.drydock.formats.bolt.PageHeader;
import io.drydock.formats.bytes.Bytes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the pages of one tree. Elements of the open leaf are copied until it is complete, since
 * its table comes before its data; one too large for that is written from where it lies.
 */
final class TreePages implements PageWriter<IOException> {

  private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

  private final PageSink sink;
  private final int pageSize;
  private final MemorySegment data;
  private final byte[] lastKey = new byte[BoltBucket.MAX_KEY_BYTES];
  private final MemorySegment lastKeyBytes = MemorySegment.ofArray(lastKey);
  private int lastKeyLength;
  private int[] flags = new int[64];
  private int[] keyLengths = new int[64];
  private int[] valueLengths = new int[64];
  private int count;
  private long dataLength;
  private MemorySegment largeKey = NOTHING;
  private MemorySegment largeValue = NOTHING;
  private int nextFlags;
  private MemorySegment nextKey = NOTHING;
  private MemorySegment nextValue = NOTHING;

  TreePages(PageSink sink, int pageSize) {
    this.sink = sink;
    this.pageSize = pageSize;
    this.data = MemorySegment.ofArray(new byte[Math.max(TreeLayout.PACKED_BYTES, pageSize)]);
  }

  /** Ready for another tree. */
  void restart() {
    lastKeyLength = 0;
    clear();
  }

  /** The element that the next {@link #stage()} takes; its key has passed {@link #checkOrder}. */
  void offer(int elementFlags, MemorySegment key, MemorySegment value) {
    nextFlags = elementFlags;
    nextKey = key;
    nextValue = value;
  }

  /**
   * Notes the next key.
   *
   * @throws IllegalArgumentException when it is empty, too long or not greater than the one before
   */
  void checkOrder(MemorySegment key) {
    long length = key.byteSize();
    if (length == 0 || length > BoltBucket.MAX_KEY_BYTES) {
      throw new IllegalArgumentException("key of " + length + " bytes");
    }
    MemorySegment last = lastKeyBytes.asSlice(0, lastKeyLength);
    if (KeyOrder.compare(last, key) >= 0) {
      throw new IllegalArgumentException(
          "key " + Bytes.copyOf(key) + " does not come after " + Bytes.copyOf(last));
    }
    MemorySegment.copy(key, ValueLayout.JAVA_BYTE, 0, lastKey, 0, (int) length);
    lastKeyLength = (int) length;
  }

  @Override
  public void stage() {
    if (count == flags.length) {
      flags = Arrays.copyOf(flags, 2 * count);
      keyLengths = Arrays.copyOf(keyLengths, 2 * count);
      valueLengths = Arrays.copyOf(valueLengths, 2 * count);
    }
    flags[count] = nextFlags;
    keyLengths[count] = (int) nextKey.byteSize();
    valueLengths[count] = (int) nextValue.byteSize();
    count++;
    if (nextKey.byteSize() + nextValue.byteSize() > data.byteSize()) {
      largeKey = nextKey;
      largeValue = nextValue;
    } else {
      copy(nextKey);
      copy(nextValue);
    }
  }

  private void copy(MemorySegment source) {
    MemorySegment.copy(source, 0, data, dataLength, source.byteSize());
    dataLength += source.byteSize();
  }

  @Override
  public Bytes firstKey() {
    if (count == 0) {
      return Bytes.EMPTY;
    }
    return Bytes.copyOf(isLarge() ? largeKey : data.asSlice(0, keyLengths[0]));
  }

  @Override
  public void leaf(long pageId, long pages) throws IOException {
    encodeTable(pageId, pages - 1, sink.window(tableBytes()));
    if (isLarge()) {
      sink.write(largeKey);
      sink.write(largeValue);
    } else {
      sink.write(data.asSlice(0, dataLength));
    }
    sink.padTo(pageSize);
    clear();
  }

  /** The open leaf as the value of its bucket's element: header with root 0, and the page. */
  MemorySegment inline(long sequence) {
    int length = BoltBucket.HEADER_BYTES + tableBytes() + (int) dataLength;
    MemorySegment value = MemorySegment.ofArray(new byte[length]);
    value.set(PageHeader.U64, 8, sequence);
    MemorySegment page = value.asSlice(BoltBucket.HEADER_BYTES);
    encodeTable(0, 0, page);
    MemorySegment.copy(data, 0, page, tableBytes(), dataLength);
    return value;
  }

  private int tableBytes() {
    return PageHeader.BYTES + count * LeafPage.ELEMENT_BYTES;
  }

  private void encodeTable(long pageId, long overflow, MemorySegment into) {
    new PageHeader(pageId, PageHeader.LEAF, count, overflow).encode(into);
    int at = tableBytes();
    for (int i = 0; i < count; i++) {
      int element = PageHeader.BYTES + i * LeafPage.ELEMENT_BYTES;
      into.set(PageHeader.U32, element, flags[i]);
      into.set(PageHeader.U32, element + 4, at - element);
      into.set(PageHeader.U32, element + 8, keyLengths[i]);
      into.set(PageHeader.U32, element + 12, valueLengths[i]);
      at += keyLengths[i] + valueLengths[i];
    }
  }

  @Override
  public void branch(long pageId, long pages, List<TreeLayout.Child> children) throws IOException {
    int tableBytes = PageHeader.BYTES + children.size() * BranchPage.ELEMENT_BYTES;
    MemorySegment table = sink.window(tableBytes);
    new PageHeader(pageId, PageHeader.BRANCH, children.size(), pages - 1).encode(table);
    int at = tableBytes;
    int element = PageHeader.BYTES;
    for (TreeLayout.Child child : children) {
      table.set(PageHeader.U32, element, at - element);
      table.set(PageHeader.U32, element + 4, child.keyBytes());
      table.set(PageHeader.U64, element + 8, child.pageId());
      at += child.keyBytes();
      element += BranchPage.ELEMENT_BYTES;
    }
    for (TreeLayout.Child child : children) {
      sink.write(child.key().segment());
    }
    sink.padTo(pageSize);
  }

  private boolean isLarge() {
    return largeKey != NOTHING;
  }

  private void clear() {
    count = 0;
    dataLength = 0;
    largeKey = NOTHING;
    largeValue = NOTHING;
  }
}
