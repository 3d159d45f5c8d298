package io.drydock.node.engine;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.rocks.KvCursor;
import io.drydock.formats.rocks.KvSnapshot;
import io.drydock.node.StopException;
import io.drydock.node.backend.RocksStore;
import io.drydock.node.backend.StoreSnapshot;
import java.io.IOException;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * The answer to the maintenance call {@code Hash}: CRC-32C over names and records of all buckets,
 * without what differs between sound members (as {@code formats.backend.BackendHash} takes it of a
 * file, by the rule of etcd 3.5).
 */
final class BackendSum {

  private static final Set<Bytes> IGNORED =
      Set.of(Bytes.ofUtf8("consistent_index"), Bytes.ofUtf8("term"));

  private BackendSum() {}

  /** Takes it; a scan over everything. */
  static int of(RocksStore store) {
    var sum = new CRC32C();
    try (StoreSnapshot snapshot = store.snapshot()) {
      KvSnapshot rows = snapshot.rows();
      for (Bytes bucket : rows.buckets()) {
        sum.update(bucket.toByteArray());
        add(rows, bucket, sum);
      }
      return (int) sum.getValue();
    } catch (IOException | CorruptFileException failure) {
      throw new StopException("the backend cannot be read", failure);
    }
  }

  private static void add(KvSnapshot rows, Bytes bucket, CRC32C sum)
      throws IOException, CorruptFileException {
    boolean isFiltered = bucket.equals(Bucket.META.bucketName());
    try (KvCursor cursor = rows.cursor(bucket)) {
      while (cursor.next()) {
        if (!isFiltered || !IGNORED.contains(Bytes.copyOf(cursor.key()))) {
          sum.update(cursor.key().asByteBuffer());
          sum.update(cursor.value().asByteBuffer());
        }
      }
    }
  }
}
