package io.drydock.formats.mvcc;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.ChecksumFeed;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;

/**
 * What {@code snapshot status} says of a store, in one pass over all of it.
 *
 * @param hash as {@link io.drydock.formats.backend.BackendHash#ofSnapshot}
 * @param allRecords in all buckets: the total of keys that etcdctl and etcdutl 3.4 and 3.5 print
 * @param keyRecords in bucket {@code key}, tombstones included
 * @param tombstones among these
 * @param liveKeys as {@link LiveKeys#count}: the total of keys that etcdutl since 3.6 prints
 * @param lastRevision main revision of the last record of bucket {@code key}, 0 without any: the
 *     revision that these tools print
 */
public record StoreTotals(
    int hash, long allRecords, long keyRecords, long tombstones, long liveKeys, long lastRevision) {

  /**
   * Goes over all buckets.
   *
   * @throws FormatException when a record of bucket {@code key} or a tree is damaged
   */
  public static StoreTotals of(BackendView view) throws FormatException {
    var feed = new ChecksumFeed(view.memory());
    long others = 0;
    var keys = new Keys(feed);
    for (Bytes bucket : view.buckets()) {
      feed.add(bucket);
      if (bucket.equals(Bucket.KEY.bucketName())) {
        keys.scan(view);
      } else {
        others += scan(view, bucket, feed);
      }
    }
    return new StoreTotals(
        feed.value(),
        others + keys.records,
        keys.records,
        keys.tombstones,
        keys.alive,
        keys.lastRevision);
  }

  private static long scan(BackendView view, Bytes bucket, ChecksumFeed feed)
      throws FormatException {
    long records = 0;
    long bytes = 0;
    for (BackendCursor cursor = view.cursor(bucket); cursor.next(); records++) {
      int length = cursor.keyLength() + cursor.valueLength();
      feed.add(cursor.keyOffset(), length);
      bytes += length;
    }
    view.advanced(bytes);
    return records;
  }

  /** What is counted in bucket {@code key}. */
  private static final class Keys {

    private static final int TOMBSTONE = 1;

    private final ChecksumFeed feed;
    private long records;
    private long tombstones;
    private long alive;
    private long lastRevision;

    Keys(ChecksumFeed feed) {
      this.feed = feed;
    }

    void scan(BackendView view) throws FormatException {
      var batch = new RecordBatch(KeyScan.of(view));
      try (var table = new KeyTable(view.memory(), 0)) {
        while (batch.fill(Long.MAX_VALUE)) {
          table.warm(batch);
          for (int i = 0; i < batch.size(); i++) {
            hash(batch, i);
            count(table, batch, i);
          }
          records += batch.size();
          lastRevision = batch.main[batch.size() - 1];
        }
      }
    }

    /** The revision stands directly before the message. */
    private void hash(RecordBatch batch, int i) {
      int keyLength =
          batch.isTombstone[i] ? RevisionKey.TOMBSTONE_BYTES : RevisionKey.VERSION_BYTES;
      feed.add(batch.messageOffset[i] - keyLength, keyLength + batch.messageLength[i]);
    }

    private void count(KeyTable table, RecordBatch batch, int i) {
      boolean isTombstone = batch.isTombstone[i];
      long keysBefore = table.size();
      long entry = table.findOrAdd(batch, i);
      boolean wasAlive = table.size() == keysBefore && table.flags(entry) != TOMBSTONE;
      table.setFlags(entry, isTombstone ? TOMBSTONE : 0);
      tombstones += isTombstone ? 1 : 0;
      alive += (isTombstone ? 0 : 1) - (wasAlive ? 1 : 0);
    }
  }
}
