package io.drydock.node.testing;

import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;
import io.drydock.node.RowSink;
import io.drydock.node.mvcc.RevisionStore;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A backend in sorted maps: rows show when they are committed, as in the real one. */
public final class MapBackend implements RevisionStore, RowSink {

  private record Row(Bucket bucket, Bytes key) {}

  private final Map<Bucket, NavigableMap<Bytes, Bytes>> buckets = new EnumMap<>(Bucket.class);
  private final Map<Row, Optional<Bytes>> batch = new LinkedHashMap<>();

  /** All buckets, empty. */
  public MapBackend() {
    for (Bucket bucket : Bucket.values()) {
      buckets.put(bucket, new TreeMap<>());
    }
  }

  @Override
  public void put(Bucket bucket, byte[] key, byte[] value) {
    batch.put(new Row(bucket, Bytes.copyOf(key)), Optional.of(Bytes.copyOf(value)));
  }

  @Override
  public void delete(Bucket bucket, byte[] key) {
    batch.put(new Row(bucket, Bytes.copyOf(key)), Optional.empty());
  }

  /** Makes the rows of the batch visible. */
  public void commit() {
    batch.forEach((row, value) -> {
      var bucket = buckets.get(row.bucket());
      value.ifPresentOrElse(bytes -> bucket.put(row.key(), bytes), () -> bucket.remove(row.key()));
    });
    batch.clear();
  }

  /** What a crash leaves: the batch is gone. */
  public void crash() {
    batch.clear();
  }

  /** The committed rows of a bucket. */
  public NavigableMap<Bytes, Bytes> rows(Bucket bucket) {
    return buckets.get(bucket);
  }

  @Override
  public Optional<byte[]> get(long main, long sub) {
    Bytes key = new RevisionKey(new Revision(main, sub), false).encode();
    return Optional.ofNullable(rows(Bucket.KEY).get(key)).map(Bytes::toByteArray);
  }

  @Override
  public void scan(Revision from, Revision to, Visitor visitor) {
    Bytes first = new RevisionKey(from, false).encode();
    Bytes end = new RevisionKey(to, false).encode();
    for (var row : new TreeMap<>(rows(Bucket.KEY).subMap(first, end)).entrySet()) {
      byte[] key = row.getKey().toByteArray();
      boolean isTombstone = key.length == RevisionKey.TOMBSTONE_BYTES;
      var at = MemorySegment.ofArray(key);
      if (!visitor.visit(
          RevisionKey.main(at, 0),
          RevisionKey.sub(at, 0),
          isTombstone,
          row.getValue().toByteArray())) {
        return;
      }
    }
  }
}
