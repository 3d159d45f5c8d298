package io.drydock.formats.carrier;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.rocks.FreshDirectory;
import io.drydock.formats.rocks.KvBuilder;
import io.drydock.formats.rocks.KvReader;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Makes the node's directory of rows out of another carrier, most often etcd's database.
 *
 * <p>It is written beside its place, read back and compared, and then renamed: after a crash it is
 * there whole or not at all, and what it was made from is not touched.
 */
public final class KvImport {

  private KvImport() {}

  /**
   * Imports all buckets with all rows.
   *
   * @param kv where the directory will be; its parent exists
   * @param progress told how many bytes of keys and values were written, and then read back, since
   *     the last time
   * @return the sum of each bucket
   * @throws FileAlreadyExistsException when there is something in the place
   * @throws IOException when it cannot be written or read back
   * @throws CorruptFileException when the source is damaged, or reads back differently
   * @throws FormatException when the source holds what etcd does not write
   */
  public static List<BucketSum> run(BackendView from, Path kv, LongConsumer progress)
      throws IOException, FormatException {
    try (FreshDirectory fresh = FreshDirectory.beside(kv)) {
      List<BucketSum> written = write(from, fresh.path(), progress);
      fresh.seal();
      verify(fresh.path(), written, progress);
      fresh.install();
      return written;
    }
  }

  private static List<BucketSum> write(BackendView from, Path folder, LongConsumer progress)
      throws IOException, FormatException {
    List<BucketSum> sums = new ArrayList<>();
    try (KvBuilder builder = KvBuilder.begin(folder, from.buckets())) {
      for (Bytes bucket : from.buckets()) {
        var tally = new BucketSum.Tally(bucket, progress);
        var cursor = from.cursor(bucket);
        builder.open(bucket);
        while (cursor.next()) {
          var key = cursor.key();
          var value = cursor.value();
          builder.put(key, value);
          tally.add(key, value);
          from.advanced(key.byteSize() + value.byteSize());
        }
        builder.finishBucket();
        sums.add(tally.sum());
      }
    }
    return sums;
  }

  private static void verify(Path folder, List<BucketSum> written, LongConsumer progress)
      throws IOException, FormatException {
    try (KvReader reader = KvReader.open(folder)) {
      List<BucketSum> found =
          BucketSum.of(reader.snapshot(), progress).stream()
              .filter(sum -> sum.rows() > 0 || written.contains(sum))
              .toList();
      if (!found.equals(written)) {
        throw new CorruptFileException(
            new Extent(folder.toString(), 0, 0),
            "rows read back",
            written.toString(),
            found.toString());
      }
    }
  }
}
