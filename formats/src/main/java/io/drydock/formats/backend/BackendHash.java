package io.drydock.formats.backend;

import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/**
 * A checksum over all buckets: CRC-32C over the name of each bucket in order, followed by key and
 * value of each of its records in order.
 *
 * @param hash u32
 * @param records how many were hashed, in all buckets
 */
public record BackendHash(int hash, long records) {

  private static final Bytes CONSISTENT_INDEX = Bytes.ofUtf8("consistent_index");
  private static final Bytes TERM = Bytes.ofUtf8("term");
  private static final Bytes STORAGE_VERSION = Bytes.ofUtf8("storageVersion");

  /**
   * The hash that {@code snapshot status} prints: nothing is left out. Its total of keys is {@link
   * #records()} in 3.4 and 3.5, the number of living keys later.
   *
   * @throws FormatException when a tree is damaged
   */
  public static BackendHash ofSnapshot(BackendView view) throws FormatException {
    return take(view, Set.of());
  }

  /**
   * The answer of a server to the maintenance call {@code Hash}: of bucket {@code meta} it leaves
   * out what differs between sound members, the consistent index, since 3.5 the term, since 3.6 the
   * storage version.
   *
   * @throws FormatException when a tree is damaged
   */
  public static BackendHash ofMaintenance(BackendView view, ReleaseLine line)
      throws FormatException {
    return take(
        view,
        switch (line) {
          case V3_4 -> Set.of(CONSISTENT_INDEX);
          case V3_5 -> Set.of(CONSISTENT_INDEX, TERM);
          case V3_6, V3_7 -> Set.of(CONSISTENT_INDEX, TERM, STORAGE_VERSION);
        });
  }

  private static BackendHash take(BackendView view, Set<Bytes> ignoredOfMeta)
      throws FormatException {
    var feed = new ChecksumFeed();
    MemorySegment memory = view.memory();
    long records = 0;
    for (Bytes bucket : view.buckets()) {
      feed.add(bucket.segment());
      boolean isFiltered = !ignoredOfMeta.isEmpty() && bucket.equals(Bucket.META.bucketName());
      BackendCursor cursor = view.cursor(bucket);
      while (cursor.next()) {
        if (!isFiltered || !ignoredOfMeta.contains(Bytes.copyOf(cursor.key()))) {
          feed.add(memory, cursor.keyOffset(), cursor.keyLength() + cursor.valueLength());
          records++;
        }
        view.advanced(cursor.keyLength() + (long) cursor.valueLength());
      }
    }
    return new BackendHash(feed.value(), records);
  }
}
