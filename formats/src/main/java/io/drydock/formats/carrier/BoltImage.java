package io.drydock.formats.carrier;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.bolt.build.BoltBuilder;
import io.drydock.formats.bolt.build.BoltSizePrediction;
import io.drydock.formats.bolt.build.FileShape;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.rocks.KvCursor;
import io.drydock.formats.rocks.KvSnapshot;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The rows of one moment as the bbolt file that etcd has of them.
 *
 * <p>A first pass over the rows tells the size to the byte and where the roots will be; so a second
 * one can send the file front to back, without a file.
 */
public final class BoltImage {

  /** As on every system that etcd is built for. */
  public static final int PAGE_BYTES = 4096;

  /** The number of the newest transaction; a member that starts on the file goes on from it. */
  private static final long TXID = 2;

  private final KvSnapshot rows;
  private final LongConsumer progress;

  /**
   * An image of these rows.
   *
   * @param progress told after each pass over a row how many bytes of key and value it had
   */
  public BoltImage(KvSnapshot rows, LongConsumer progress) {
    this.rows = rows;
    this.progress = progress;
  }

  /**
   * How large the file will be, {@link FileShape#bytes()}, and what it consists of.
   *
   * @throws CorruptFileException when a block of the rows is damaged
   * @throws IOException when one cannot be read
   */
  public FileShape measure() throws IOException, CorruptFileException {
    var prediction = new BoltSizePrediction(PAGE_BYTES);
    for (Bytes bucket : rows.buckets()) {
      prediction.openBucket(bucket.length());
      try (KvCursor cursor = rows.cursor(bucket)) {
        while (cursor.next()) {
          int keyBytes = cursor.keyLength();
          int valueBytes = cursor.valueLength();
          prediction.add(keyBytes, valueBytes);
          progress.accept((long) keyBytes + valueBytes);
        }
      }
      prediction.closeBucket();
    }
    return prediction.finish();
  }

  /**
   * Sends the file.
   *
   * @param shape from {@link #measure()}
   * @param out takes the pieces, at most 1 MiB and larger values as they are; what it throws ends
   *     this
   * @return the sum of each bucket as it was sent
   * @throws CorruptFileException when a block of the rows is damaged
   * @throws IOException when one cannot be read, or {@code out} throws it
   */
  public List<BucketSum> stream(FileShape shape, BoltBuilder.ImageOutput out)
      throws IOException, CorruptFileException {
    BoltBuilder builder = BoltBuilder.streaming(out, shape, TXID);
    List<BucketSum> sums = write(builder);
    builder.finishStream();
    return sums;
  }

  /**
   * Writes the file, durably; its name is the caller's to make durable.
   *
   * @param out open for writing
   * @return the sum of each bucket as it was written
   * @throws CorruptFileException when a block of the rows is damaged
   * @throws IOException when one cannot be read, or the file cannot be written
   */
  public List<BucketSum> writeDurably(FileChannel out) throws IOException, CorruptFileException {
    var builder = new BoltBuilder(out, PAGE_BYTES);
    List<BucketSum> sums = write(builder);
    builder.finishDurably(TXID);
    return sums;
  }

  /** As {@link #writeDurably}, for a file that nobody needs after a crash. */
  public List<BucketSum> write(FileChannel out) throws IOException, CorruptFileException {
    var builder = new BoltBuilder(out, PAGE_BYTES);
    List<BucketSum> sums = write(builder);
    builder.finish(TXID);
    return sums;
  }

  private List<BucketSum> write(BoltBuilder builder) throws IOException, CorruptFileException {
    List<BucketSum> sums = new ArrayList<>();
    for (Bytes bucket : rows.buckets()) {
      builder.openBucket(bucket, 0);
      var tally = new BucketSum.Tally(bucket, progress);
      try (KvCursor cursor = rows.cursor(bucket)) {
        while (cursor.next()) {
          var key = cursor.key();
          var value = cursor.value();
          builder.put(key, value);
          tally.add(key, value);
        }
      }
      builder.closeBucket();
      sums.add(tally.sum());
    }
    return sums;
  }
}
