package io.drydock.formats.bolt.build;

import io.drydock.formats.bolt.BoltBucket;
import io.drydock.formats.bolt.LeafPage;
import io.drydock.formats.bolt.Meta;
import io.drydock.formats.bolt.PageHeader;
import io.drydock.formats.bytes.Bytes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Writes a fresh bbolt file front to back: buckets in name order, in each its keys in order.
 *
 * <pre>
 * var builder = new BoltBuilder(channel, 4096);
 * builder.openBucket(Bytes.ofUtf8("key"), 0);
 * builder.put(key, value);
 * builder.closeBucket();
 * FileShape written = builder.finishDurably(txid);
 * </pre>
 *
 * <p>The order of keys is bytewise unsigned, the shorter prefix first, and names of buckets in a
 * bucket are keys of it. Memory does not grow with the file: a buffer of 1 MiB, and for each depth
 * of buckets an open leaf of at most 64 KiB (or a page) and an open branch a level. Larger values
 * are written from where they lie.
 *
 * <p>Both metas are written last, so that a file cut off before is no database at all. They name no
 * freelist: bbolt, and so etcd since 3.4, then finds free pages by itself.
 *
 * <p>After an {@link IOException} the file is useless and so is the builder. The channel belongs to
 * the caller, who closes it. Used by one thread.
 */
public final class BoltBuilder {

  /** bbolt refuses longer values. */
  public static final long MAX_VALUE_BYTES = (1L << 31) - 2;

  /** As deep as buckets in buckets are read; etcd has one level. */
  private static final int MAX_BUCKET_DEPTH = 64;

  private final Optional<FileChannel> file;
  private final Optional<FileShape> announced;
  private final PageSink sink;
  private final int pageSize;
  private final List<TreePages> trees = new ArrayList<>();
  private final Deque<OpenBucket> openBuckets = new ArrayDeque<>();
  private final FileLayout<IOException> layout;
  private boolean isFinished;

  private record OpenBucket(Bytes name, long sequence) {}

  /**
   * Begins a file at offset 0 of the channel; what the channel holds beyond the end of the new file
   * is cut off at the end.
   *
   * @param out open for writing; only positional writes are used
   * @param pageSize in bytes, a power of two from 1 KiB to 16 MiB; a rewritten file keeps its own,
   *     for bbolt before 1.3.7 assumes 4 KiB when the first meta is bad
   */
  public BoltBuilder(FileChannel out, int pageSize) {
    this(pageSize, out::write, Optional.of(out), Optional.empty());
  }

  private BoltBuilder(
      int pageSize,
      PageSink.Output out,
      Optional<FileChannel> file,
      Optional<FileShape> announced) {
    this.file = file;
    this.announced = announced;
    this.sink = new PageSink(out, 2L * pageSize);
    this.pageSize = pageSize;
    this.layout = new FileLayout<>(pageSize, this::tree);
  }

  /** Takes a file in pieces, in the order of the file. */
  @FunctionalInterface
  public interface ImageOutput {

    /** Takes all bytes of a piece; its memory is used again after the call. */
    void write(ByteBuffer piece) throws IOException;
  }

  /**
   * Begins a file that goes out front to back, metas first, which is possible because its shape is
   * known before: by a {@link BoltSizePrediction} over the same elements. To be ended with {@link
   * #finishStream}.
   *
   * @param txid as for {@link #finish(long)}
   */
  public static BoltBuilder streaming(ImageOutput out, FileShape shape, long txid)
      throws IOException {
    PageSink.Output inOrder =
        (piece, offset) -> {
          int length = piece.remaining();
          out.write(piece);
          return length;
        };
    var builder = new BoltBuilder(shape.pageSize(), inOrder, Optional.empty(), Optional.of(shape));
    long ofFirstPage = txid - (txid & 1);
    long ofSecondPage = (txid & 1) == 1 ? txid : txid - 1;
    builder.writeMeta(shape, ofFirstPage);
    builder.writeMeta(shape, ofSecondPage);
    return builder;
  }

  /**
   * Begins a bucket in the open one, or a top-level one.
   *
   * @param sequence the counter that bbolt keeps for its user; 0 in every file of etcd
   * @throws IllegalArgumentException when the name is empty, over 32,768 bytes or not behind the
   *     keys that the parent has already
   */
  public void openBucket(Bytes name, long sequence) {
    checkOpen();
    if (layout.depth() == MAX_BUCKET_DEPTH) {
      throw new IllegalArgumentException("more than " + MAX_BUCKET_DEPTH + " buckets in another");
    }
    tree(layout.depth()).checkOrder(name.segment());
    openBuckets.push(new OpenBucket(name, sequence));
    layout.openBucket();
    tree(layout.depth()).restart();
  }

  /**
   * Appends a key with its value to the open bucket. Both are copied or written before this
   * returns.
   *
   * @throws IllegalArgumentException when the key is empty, over 32,768 bytes or not greater than
   *     the one before, or the value is over 2^31 - 2 bytes
   * @throws IllegalStateException when no bucket is open
   */
  public void put(MemorySegment key, MemorySegment value) throws IOException {
    checkOpen();
    if (layout.depth() == 0) {
      throw new IllegalStateException("no bucket is open");
    }
    if (value.byteSize() > MAX_VALUE_BYTES) {
      throw new IllegalArgumentException("value of " + value.byteSize() + " bytes");
    }
    TreePages pages = tree(layout.depth());
    pages.checkOrder(key);
    pages.offer(0, key, value);
    layout.add((int) key.byteSize(), value.byteSize());
  }

  /**
   * Ends the open bucket.
   *
   * @throws IllegalStateException when no bucket is open
   */
  public void closeBucket() throws IOException {
    checkOpen();
    if (layout.depth() == 0) {
      throw new IllegalStateException("no bucket is open");
    }
    OpenBucket bucket = openBuckets.pop();
    TreePages pages = tree(layout.depth());
    TreeLayout.Root root = layout.closeBucket();
    MemorySegment value =
        root.pageId() == 0 ? pages.inline(bucket.sequence) : header(root, bucket.sequence);
    tree(layout.depth()).offer(LeafPage.BUCKET_FLAG, bucket.name.segment(), value);
    layout.add(bucket.name.length(), value.byteSize());
  }

  private static MemorySegment header(TreeLayout.Root root, long sequence) {
    MemorySegment header = MemorySegment.ofArray(new byte[BoltBucket.HEADER_BYTES]);
    header.set(PageHeader.U64, 0, root.pageId());
    header.set(PageHeader.U64, 8, sequence);
    return header;
  }

  /**
   * Writes what is left and both metas. The file is complete in the page cache; whether it is on
   * disk is left to the system.
   *
   * @param txid number of the newest transaction, at least 1; the other meta gets the one before
   * @throws IllegalStateException when a bucket is open
   */
  public FileShape finish(long txid) throws IOException {
    return finish(txid, false);
  }

  /**
   * As {@link #finish}, and the file's content and length are on disk on return: first the pages,
   * then the metas. The name of the file is the caller's to make durable.
   */
  public FileShape finishDurably(long txid) throws IOException {
    return finish(txid, true);
  }

  /**
   * Ends a file of {@link #streaming}.
   *
   * @throws IllegalStateException when its elements were not those of the shape
   */
  public FileShape finishStream() throws IOException {
    FileShape shape = finishPages();
    if (!announced.equals(Optional.of(shape))) {
      throw new IllegalStateException("announced " + announced + ", written " + shape);
    }
    return shape;
  }

  private FileShape finishPages() throws IOException {
    checkOpen();
    if (layout.depth() != 0) {
      throw new IllegalStateException("a bucket is open");
    }
    isFinished = true;
    FileShape shape = layout.finish();
    sink.flush();
    return shape;
  }

  private FileShape finish(long txid, boolean isDurable) throws IOException {
    if (txid == 0) {
      throw new IllegalArgumentException("txid 0 has none before it");
    }
    FileChannel out = file.orElseThrow(() -> new IllegalStateException("the file is a stream"));
    FileShape shape = finishPages();
    out.truncate(shape.bytes());
    sync(isDurable);
    writeMeta(shape, txid);
    writeMeta(shape, txid - 1);
    sync(isDurable);
    return shape;
  }

  private void writeMeta(FileShape shape, long txid) throws IOException {
    int slot = (int) (txid & 1);
    ByteBuffer page = ByteBuffer.allocate(pageSize);
    new Meta(pageSize, 0, shape.rootPageId(), 0, Meta.NO_FREELIST, shape.highWaterMark(), txid)
        .encode(slot, MemorySegment.ofBuffer(page));
    sink.write(page, (long) slot * pageSize);
  }

  private void sync(boolean isDurable) throws IOException {
    if (isDurable) {
      file.orElseThrow().force(true);
    }
  }

  private TreePages tree(int depth) {
    while (trees.size() <= depth) {
      trees.add(new TreePages(sink, pageSize));
    }
    return trees.get(depth);
  }

  private void checkOpen() {
    if (isFinished) {
      throw new IllegalStateException("the file is finished");
    }
  }
}
