package io.drydock.formats.backend;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.Located;
import io.drydock.formats.bytes.Bytes;
import java.util.Optional;

/**
 * Pulls the rows of one small bucket in key order.
 *
 * <p>Used by one thread.
 */
public final class RowReader {

  private final Bytes bucket;
  private final BackendCursor cursor;

  private RowReader(Bytes bucket, BackendCursor cursor) {
    this.bucket = bucket;
    this.cursor = cursor;
  }

  /**
   * A reader before the first row; of a bucket that is not there it has none.
   *
   * @param bucket any but {@link Bucket#KEY}
   * @throws FormatException when the list of buckets is damaged
   */
  public static RowReader of(BackendView view, Bucket bucket) throws FormatException {
    return of(view, bucket.bucketName());
  }

  /**
   * A reader before the first row; of a bucket that is not there it has none.
   *
   * @param bucket any but {@link Bucket#KEY}; rows of one that is not etcd's are {@link
   *     BackendRow.Unknown}
   * @throws FormatException when the list of buckets is damaged
   */
  public static RowReader of(BackendView view, Bytes bucket) throws FormatException {
    if (bucket.equals(Bucket.KEY.bucketName())) {
      throw new IllegalArgumentException("bucket key has no rows");
    }
    return new RowReader(bucket, view.cursor(bucket));
  }

  /**
   * The next row, empty at the end.
   *
   * @throws CorruptFileException when this row is damaged; the call after it gives the row behind
   *     it, unless the tree itself is damaged, which comes again
   * @throws FormatException when the tree of the bucket is damaged
   */
  public Optional<Located<BackendRow>> next() throws FormatException {
    if (!cursor.next()) {
      return Optional.empty();
    }
    return Optional.of(row(bucket, cursor));
  }

  /**
   * The row that a cursor of the bucket is at.
   *
   * @throws CorruptFileException when it is damaged
   */
  public static Located<BackendRow> row(Bucket bucket, BackendCursor at)
      throws CorruptFileException {
    return row(bucket.bucketName(), at);
  }

  private static Located<BackendRow> row(Bytes bucket, BackendCursor at)
      throws CorruptFileException {
    Bytes key = Bytes.copyOf(at.key());
    Bytes value = Bytes.copyOf(at.value());
    return new Located<>(at.at(), RowDecoder.decode(bucket, key, value, at.at()));
  }
}
