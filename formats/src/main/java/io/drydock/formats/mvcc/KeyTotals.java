package io.drydock.formats.mvcc;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;

/**
 * What bucket {@code key} amounts to, in one pass over it.
 *
 * @param records in the bucket, tombstones included
 * @param tombstones among these
 * @param liveKeys keys whose newest record is a put, the empty key of a bumped restore included:
 *     the total of keys that {@code snapshot status} of etcdutl since 3.6 prints
 * @param lastRevision main revision of the last record, 0 without any: the revision that {@code
 *     snapshot status} prints
 */
public record KeyTotals(long records, long tombstones, long liveKeys, long lastRevision) {

  /**
   * Goes over the bucket.
   *
   * @throws FormatException when a record or the tree is damaged
   */
  public static KeyTotals of(BackendView view) throws FormatException {
    long tombstones = 0;
    KeyScan scan = KeyScan.of(view);
    try (var live = new LiveKeyTally(view.memory())) {
      while (scan.next()) {
        KeyValueView message = scan.keyValue();
        live.add(message.keyOffset(), message.keyLength(), !scan.isTombstone());
        tombstones += scan.isTombstone() ? 1 : 0;
      }
      return new KeyTotals(scan.ordinal() + 1, tombstones, live.count(), scan.main());
    }
  }
}
