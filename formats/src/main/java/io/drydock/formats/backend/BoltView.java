package io.drydock.formats.backend;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.UnsupportedFormatException;
import io.drydock.formats.bolt.BoltBucket;
import io.drydock.formats.bolt.BoltCursor;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.PageSet;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The backend in a bbolt file: etcd's {@code member/snap/db}, or a snapshot file.
 *
 * <p>The memory of the view is the file, so its offsets are file offsets.
 */
public final class BoltView implements BackendView {

  private static final LongConsumer NOBODY = bytes -> {};

  private final BoltFile file;
  private final MemorySegment memory;
  private final LongConsumer watcher;
  private final Optional<PageSet> walked;

  private BoltView(
      BoltFile file, MemorySegment memory, LongConsumer watcher, Optional<PageSet> walked) {
    this.file = file;
    this.memory = memory;
    this.watcher = watcher;
    this.walked = walked;
  }

  /**
   * The view of the state that the file was opened at.
   *
   * @throws FormatException never for a file that opened
   */
  public static BoltView of(BoltFile file) throws FormatException {
    MemorySegment memory = file.source().view(0, file.source().size());
    return new BoltView(file, memory, NOBODY, Optional.empty());
  }

  /**
   * The same view, for one walk over every bucket: its cursors note the pages that they go over,
   * for {@link BoltFile#freePages(PageSet)}. A page that is reached twice is damage to them.
   */
  public BoltView noting(PageSet pages) {
    return new BoltView(file, memory, watcher, Optional.of(pages));
  }

  /** The file below the view. */
  public BoltFile file() {
    return file;
  }

  @Override
  public String name() {
    return file.source().name();
  }

  @Override
  public List<Bytes> buckets() throws FormatException {
    return file.buckets().stream().map(BoltBucket::name).toList();
  }

  @Override
  public BackendCursor cursor(Bytes bucket) throws FormatException {
    Optional<BoltBucket> found = file.bucket(bucket);
    return found.isPresent() ? new Cursor(found.get()) : new EmptyCursor();
  }

  @Override
  public MemorySegment memory() {
    return memory;
  }

  @Override
  public Extent extent(long offset, long length) {
    return file.source().extent(offset, length);
  }

  /** The cursors of bbolt watch over resident memory themselves. */
  @Override
  public void advanced(long bytes) {
    watcher.accept(bytes);
  }

  @Override
  public void visited(long bytes) {
    file.source().visited(bytes);
  }

  @Override
  public BoltView watchedBy(LongConsumer newWatcher) {
    return new BoltView(file, memory, Objects.requireNonNull(newWatcher, "newWatcher"), walked);
  }

  /** Notes where the current record lies, so that the accessors are plain reads of fields. */
  private final class Cursor implements BackendCursor {

    private final BoltBucket bucket;
    private final BoltCursor cursor;
    private long keyOffset;
    private int keyLength;
    private int valueLength;

    Cursor(BoltBucket bucket) {
      this.bucket = bucket;
      this.cursor = walked.isPresent() ? bucket.cursor(walked.get()) : bucket.cursor();
    }

    @Override
    public boolean next() throws FormatException {
      return cursor.next() && note();
    }

    @Override
    public boolean previous() throws FormatException {
      return cursor.prev() && note();
    }

    @Override
    public boolean seek(Bytes key) throws FormatException {
      return cursor.seek(key.segment()) && note();
    }

    @Override
    public boolean last() throws FormatException {
      return cursor.last() && note();
    }

    private boolean note() throws FormatException {
      if (cursor.isBucket()) {
        throw bucketInBucket();
      }
      if (cursor.valueBytes() > Integer.MAX_VALUE) {
        throw new UnsupportedFormatException(
            cursor.at(), "value of", cursor.valueBytes() + " bytes", "at most 2 GiB");
      }
      keyOffset = cursor.offset();
      keyLength = (int) cursor.keyBytes();
      valueLength = (int) cursor.valueBytes();
      return true;
    }

    /** No etcd makes one in a bucket of its own: there a bit of the element is wrong. */
    private FormatException bucketInBucket() {
      String where = "a bucket in bucket " + bucket.name().toUtf8();
      return Bucket.of(bucket.name()).isPresent()
          ? new CorruptFileException(cursor.at(), "record", "a value", where)
          : new UnsupportedFormatException(cursor.at(), "record", where, "values");
    }

    @Override
    public long keyOffset() {
      return keyOffset;
    }

    @Override
    public int keyLength() {
      return keyLength;
    }

    @Override
    public long valueOffset() {
      return keyOffset + keyLength;
    }

    @Override
    public int valueLength() {
      return valueLength;
    }

    @Override
    public MemorySegment key() {
      return memory.asSlice(keyOffset, keyLength);
    }

    @Override
    public MemorySegment value() {
      return memory.asSlice(keyOffset + keyLength, valueLength);
    }

    @Override
    public Extent at() {
      return cursor.at();
    }
  }
}
