package io.drydock.formats.mvcc.usage;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyScan;
import io.drydock.formats.mvcc.KeyTable;
import io.drydock.formats.mvcc.RecordBatch;
import io.drydock.formats.mvcc.RecordSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * What fills the database, by prefix and by key.
 *
 * <p>Two scans. A key costs up to 50 bytes and its own length outside the heap; the heap is bounded
 * by the number of prefixes.
 *
 * @param prefixes in order of the prefix; each record counts under one of them or under the others
 * @param others records whose prefix came when {@link UsageQuery#maxPrefixes} others had come, or
 *     is longer than 1 KiB; empty when there are none
 * @param total of all records in the range
 * @param topKeys those whose records take most bytes, the largest first; of equal ones that whose
 *     newest record is older
 */
public record KeySpaceUsage(
    List<PrefixUsage> prefixes,
    Optional<PrefixUsage> others,
    PrefixUsage total,
    List<KeyUsage> topKeys) {

  private static final int TOMBSTONE = 1;

  /** Ordinal of the newest record in the low 40 bits, number of records above them. */
  private static final int ORDINAL_AND_RECORDS = 0;

  private static final int BYTES = 1;
  private static final int ORDINAL_BITS = 40;
  private static final long ORDINAL_MASK = (1L << ORDINAL_BITS) - 1;

  /** Copies the lists. */
  public KeySpaceUsage {
    prefixes = List.copyOf(prefixes);
    topKeys = List.copyOf(topKeys);
  }

  /**
   * Counts.
   *
   * @throws FormatException when a record or the tree is damaged
   */
  public static KeySpaceUsage of(BackendView view, UsageQuery query) throws FormatException {
    var alive = new RecordSet();
    List<KeyUsage> topKeys;
    try (var table = new KeyTable(view, 2)) {
      var batch = new RecordBatch(KeyScan.of(view), query.range()::contains);
      while (batch.fill(Long.MAX_VALUE)) {
        table.warm(batch);
        for (int i = 0; i < batch.size(); i++) {
          note(table, batch, i, alive);
        }
      }
      topKeys = topKeys(table, query.topKeys());
    }
    var prefixes = new PrefixTable(view.memory(), query);
    var total = new UsageSums();
    var batch = new RecordBatch(KeyScan.of(view), query.range()::contains);
    while (batch.fill(Long.MAX_VALUE)) {
      for (int i = 0; i < batch.size(); i++) {
        boolean isAlive = alive.contains(batch.ordinal[i]);
        prefixes.of(batch, i).add(batch, i, isAlive);
        total.add(batch, i, isAlive);
      }
    }
    Optional<PrefixUsage> others =
        prefixes.hasOthers() ? Optional.of(prefixes.others()) : Optional.empty();
    return new KeySpaceUsage(prefixes.prefixes(), others, total.of(Bytes.EMPTY), topKeys);
  }

  private static void note(KeyTable table, RecordBatch batch, int i, RecordSet alive) {
    long entry = table.findOrAdd(batch, i);
    long before = table.column(entry, ORDINAL_AND_RECORDS);
    long records = before >>> ORDINAL_BITS;
    if (records > 0) {
      alive.remove(before & ORDINAL_MASK);
    }
    if (!batch.isTombstone[i]) {
      alive.add(batch.ordinal[i]);
    }
    records = Math.min(records + 1, KeyUsage.MAX_RECORDS);
    table.setFlags(entry, batch.isTombstone[i] ? TOMBSTONE : 0);
    table.setColumn(entry, ORDINAL_AND_RECORDS, records << ORDINAL_BITS | batch.ordinal[i]);
    table.setColumn(entry, BYTES, table.column(entry, BYTES) + batch.recordBytes[i]);
  }

  private static List<KeyUsage> topKeys(KeyTable table, int count) {
    var order =
        Comparator.<Long>comparingLong(entry -> table.column(entry, BYTES))
            .thenComparingLong(entry -> -(table.column(entry, ORDINAL_AND_RECORDS) & ORDINAL_MASK));
    var top = new PriorityQueue<>(order);
    for (long e = table.after(KeyTable.NONE); e != KeyTable.NONE; e = table.after(e)) {
      if (top.size() < count) {
        top.add(e);
      } else if (count > 0 && order.compare(e, top.peek()) > 0) {
        top.remove();
        top.add(e);
      }
    }
    var found = new ArrayList<KeyUsage>();
    while (!top.isEmpty()) {
      long entry = top.remove();
      found.addFirst(
          new KeyUsage(
              Bytes.copyOf(table.key(entry)),
              table.column(entry, ORDINAL_AND_RECORDS) >>> ORDINAL_BITS,
              table.column(entry, BYTES),
              table.flags(entry) != TOMBSTONE));
    }
    return found;
  }
}
