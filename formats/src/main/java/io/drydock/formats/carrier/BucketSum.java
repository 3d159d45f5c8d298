package io.drydock.formats.carrier;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.ChecksumFeed;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.rocks.KvCursor;
import io.drydock.formats.rocks.KvSnapshot;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * What a bucket holds, in two numbers: equal on both sides of a copy, the copy is whole.
 *
 * @param bucket its name
 * @param rows how many it has
 * @param crc CRC-32C over length (u32 BE) and bytes of each key and of each value, in order
 */
public record BucketSum(Bytes bucket, long rows, int crc) {

  /**
   * Reads all buckets.
   *
   * @param progress told how many bytes of keys and values were read since the last time
   * @throws CorruptFileException when a tree is damaged
   * @throws FormatException when there is something that etcd does not write
   */
  public static List<BucketSum> of(BackendView view, LongConsumer progress) throws FormatException {
    List<BucketSum> sums = new ArrayList<>();
    for (Bytes bucket : view.buckets()) {
      var tally = new Tally(bucket, progress);
      BackendCursor cursor = view.cursor(bucket);
      while (cursor.next()) {
        tally.add(cursor.key(), cursor.value());
      }
      sums.add(tally.sum());
    }
    return sums;
  }

  /**
   * Reads all buckets.
   *
   * @param progress told how many bytes of keys and values were read since the last time
   * @throws CorruptFileException when a block is damaged
   * @throws IOException when one cannot be read
   */
  public static List<BucketSum> of(KvSnapshot rows, LongConsumer progress)
      throws IOException, CorruptFileException {
    List<BucketSum> sums = new ArrayList<>();
    for (Bytes bucket : rows.buckets()) {
      var tally = new Tally(bucket, progress);
      try (KvCursor cursor = rows.cursor(bucket)) {
        while (cursor.next()) {
          tally.add(cursor.key(), cursor.value());
        }
      }
      sums.add(tally.sum());
    }
    return sums;
  }

  /** Adds up one bucket. */
  static final class Tally {

    private static final long REPORT_BYTES = 1L << 20;

    private final Bytes bucket;
    private final LongConsumer progress;
    private final ChecksumFeed feed = new ChecksumFeed();
    private final ByteBuffer lengths = ByteBuffer.allocate(2 * Integer.BYTES);
    private final MemorySegment lengthBytes = MemorySegment.ofBuffer(lengths);
    private long rows;
    private long unreportedBytes;

    Tally(Bytes bucket, LongConsumer progress) {
      this.bucket = bucket;
      this.progress = progress;
    }

    void add(MemorySegment key, MemorySegment value) {
      lengths.putInt(0, (int) key.byteSize()).putInt(Integer.BYTES, (int) value.byteSize());
      feed.add(lengthBytes);
      feed.add(key);
      feed.add(value);
      rows++;
      unreportedBytes += key.byteSize() + value.byteSize();
      if (unreportedBytes >= REPORT_BYTES) {
        report();
      }
    }

    private void report() {
      progress.accept(unreportedBytes);
      unreportedBytes = 0;
    }

    BucketSum sum() {
      report();
      return new BucketSum(bucket, rows, feed.value());
    }
  }
}
