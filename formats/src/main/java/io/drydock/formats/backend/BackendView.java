package io.drydock.formats.backend;

import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.Located;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * One consistent view of all buckets of a v3 store, read-only.
 *
 * <p>A view owns nothing: whoever opened the file closes it, and the view with its cursors ends
 * then. Used by one thread.
 */
public sealed interface BackendView permits BoltView {

  /** The file as the user named it. */
  String name();

  /**
   * Names of all buckets in order, unknown ones included.
   *
   * @throws FormatException when the list of buckets is damaged
   */
  List<Bytes> buckets() throws FormatException;

  /**
   * A cursor before the first record of the bucket; without any record when there is no such
   * bucket.
   *
   * @throws FormatException when the list of buckets is damaged
   */
  BackendCursor cursor(Bytes bucket) throws FormatException;

  /**
   * A cursor before the first record of one of etcd's buckets.
   *
   * @throws FormatException when the list of buckets is damaged
   */
  default BackendCursor cursor(Bucket bucket) throws FormatException {
    return cursor(bucket.bucketName());
  }

  /**
   * The value of a key, copied, with the place of key and value.
   *
   * @throws FormatException when the way to the key is damaged
   */
  default Optional<Located<Bytes>> get(Bucket bucket, Bytes key) throws FormatException {
    BackendCursor cursor = cursor(bucket);
    if (!cursor.seek(key) || !Bytes.copyOf(cursor.key()).equals(key)) {
      return Optional.empty();
    }
    return Optional.of(new Located<>(cursor.at(), Bytes.copyOf(cursor.value())));
  }

  /** What the offsets of cursors point into. */
  MemorySegment memory();

  /** The place in the file of these bytes of the memory. */
  Extent extent(long offset, long length);

  /**
   * Notes that a scan went over so many more bytes: keeps resident memory small and tells the
   * watcher of {@link #watchedBy}.
   */
  void advanced(long bytes);

  /**
   * Notes a look at so many bytes out of the order of a scan, such as at a record whose offset was
   * kept: keeps resident memory small however many there are.
   */
  void visited(long bytes);

  /**
   * The same view, telling the watcher of every scan's progress in bytes of keys and values. A
   * question that takes two scans tells twice.
   */
  BackendView watchedBy(LongConsumer watcher);
}
