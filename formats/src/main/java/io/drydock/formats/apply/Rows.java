package io.drydock.formats.apply;

import io.drydock.formats.FormatException;
import io.drydock.formats.Located;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bytes.Bytes;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The rows of the small buckets: those of the view, with edits in front of them. */
final class Rows {

  private final BackendView base;
  private final Map<Bucket, NavigableMap<Bytes, Optional<Bytes>>> edits =
      new EnumMap<>(Bucket.class);

  Rows(BackendView base) {
    this.base = base;
  }

  /** The value under this key, as it is now. */
  Optional<Bytes> get(Bucket bucket, Bytes key) throws FormatException {
    Optional<Bytes> edited = of(bucket).get(key);
    return edited != null ? edited : base.get(bucket, key).map(Located::value);
  }

  void put(Bucket bucket, Bytes key, Bytes value) {
    of(bucket).put(key, Optional.of(value));
  }

  void delete(Bucket bucket, Bytes key) {
    of(bucket).put(key, Optional.empty());
  }

  /** All rows of a bucket as they are now; for buckets that fit into memory. */
  SortedMap<Bytes, Bytes> all(Bucket bucket) throws FormatException {
    SortedMap<Bytes, Bytes> rows = new TreeMap<>();
    BackendCursor cursor = base.cursor(bucket);
    while (cursor.next()) {
      rows.put(Bytes.copyOf(cursor.key()), Bytes.copyOf(cursor.value()));
    }
    of(bucket)
        .forEach((key, value) ->
            value.ifPresentOrElse(row -> rows.put(key, row), () -> rows.remove(key)));
    return rows;
  }

  /** True when there was a row of this key before anything was replayed. */
  boolean isInBase(Bucket bucket, Bytes key) throws FormatException {
    return base.get(bucket, key).isPresent();
  }

  /** What was put and, as empty values, deleted. */
  Map<Bucket, SortedMap<Bytes, Optional<Bytes>>> edits() {
    return new EnumMap<>(edits);
  }

  private NavigableMap<Bytes, Optional<Bytes>> of(Bucket bucket) {
    return edits.computeIfAbsent(bucket, _ -> new TreeMap<>());
  }
}
