package io.drydock.formats.mvcc;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;

/**
 * For every key the newest record up to a revision, as etcd's key index finds it.
 *
 * <p>A tombstone counts only where the key was alive: etcd's index does not take a second tombstone
 * in a row in, nor one of a key it never saw, except as the first kept record of a key.
 *
 * @param kept ordinals of the records
 * @param scanned how many records there are up to the revision
 */
record KeptRecords(RecordSet kept, long scanned) {

  private static final int TOMBSTONE = 1;
  private static final int ORDINAL = 0;

  /** Which tombstones are kept when they are the newest record of their key. */
  @FunctionalInterface
  interface TombstoneRule {
    boolean keeps(long main);
  }

  /**
   * One scan, up to the first record after the revision.
   *
   * @param lastMain main revision of the last record that counts
   * @throws FormatException when a record or the tree is damaged
   */
  static KeptRecords upTo(BackendView view, long lastMain, TombstoneRule rule)
      throws FormatException {
    return of(view, new RecordBatch(KeyScan.of(view)), lastMain, rule);
  }

  /**
   * The newest records of the wanted keys that are alive then, by their ordinals.
   *
   * @param lastMain main revision of the last record that counts
   * @throws FormatException when a record or the tree is damaged
   */
  static RecordSet alive(BackendView view, long lastMain, RecordBatch.KeyFilter wanted)
      throws FormatException {
    var batch = new RecordBatch(KeyScan.of(view), wanted);
    return of(view, batch, lastMain, main -> false).kept;
  }

  private static KeptRecords of(
      BackendView view, RecordBatch batch, long lastMain, TombstoneRule rule)
      throws FormatException {
    var kept = new RecordSet();
    long scanned = 0;
    try (var table = new KeyTable(view, 1)) {
      while (batch.fill(lastMain)) {
        table.warm(batch);
        scanned += batch.size();
        for (int i = 0; i < batch.size(); i++) {
          note(batch, i, table, kept, rule);
        }
      }
    }
    return new KeptRecords(kept, scanned);
  }

  private static void note(
      RecordBatch batch, int i, KeyTable table, RecordSet kept, TombstoneRule rule) {
    boolean isTombstone = batch.isTombstone[i];
    long keysBefore = table.size();
    long entry = table.findOrAdd(batch, i);
    if (table.size() == keysBefore) {
      if (table.flags(entry) == TOMBSTONE && isTombstone) {
        return;
      }
      kept.remove(table.column(entry, ORDINAL));
    }
    table.setFlags(entry, isTombstone ? TOMBSTONE : 0);
    table.setColumn(entry, ORDINAL, batch.ordinal[i]);
    if (!isTombstone || rule.keeps(batch.main[i])) {
      kept.add(batch.ordinal[i]);
    }
  }
}
