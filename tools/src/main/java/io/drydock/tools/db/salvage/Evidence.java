package io.drydock.tools.db.salvage;

import io.drydock.formats.backend.BoltView;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bolt.LeafElement;
import io.drydock.formats.mvcc.KeyTable;
import io.drydock.formats.mvcc.KeyValueView;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Tells which rows at or below the compacted revision a compaction has taken.
 *
 * <p>Whatever a sound leaf says once happened, wherever the leaf lies. A compaction at R keeps of
 * each key that lives at R the newest row up to R. So a row up to R is
 *
 * <ul>
 *   <li>compacted, when a newer one of its key up to R is found anywhere, or when it is a deletion;
 *   <li>certain, when the first row of its key above R is the next version of the same generation;
 *   <li>compacted, when that row is of a later generation, or skips a version, and no row above R
 *       is lost: then what came between lay up to R;
 *   <li>compacted, when its key has no row above R and its lease is not there any more.
 * </ul>
 *
 * <p>What other leaves lack is the business of {@link FillRows}. Of each key that is asked about 48
 * bytes are kept off heap, of the first 32 MiB of keys the key as well.
 */
final class Evidence implements AutoCloseable {

  private static final int NEWEST = 0;
  private static final int AFTER = 1;
  private static final int AFTER_VERSION = 2;
  private static final int AFTER_CREATE = 3;
  private static final int COLUMNS = 4;

  private final long compactRevision;
  private final MemorySegment memory;
  private final KeyTable table;
  private final KeyValueView message = new KeyValueView();
  private boolean isAllAboveKnown;
  private boolean areLeasesKnown;
  private long[] leases = {};

  /** Knows nothing yet. */
  Evidence(BoltView view, long compactRevision) {
    this.compactRevision = compactRevision;
    this.memory = view.memory();
    this.table = new KeyTable(view, COLUMNS);
  }

  /** No row above the compacted revision is lost. */
  void allAboveIsKnown() {
    isAllAboveKnown = true;
  }

  /** These are all leases there are. */
  void leasesAre(long[] ids) {
    leases = ids.clone();
    Arrays.sort(leases);
    areLeasesKnown = true;
  }

  /** The key of this row will be asked about. */
  void ask(LeafElement row) {
    read(row);
    note(table.findOrAdd(message.keyOffset(), message.keyLength()), row);
  }

  /** False while nothing was asked: then nothing need be heard. */
  boolean isAsked() {
    return table.size() > 0;
  }

  /** A row that happened, of any key; when all that is asked about is known. */
  void hear(LeafElement row) {
    read(row);
    long entry = table.find(message.keyOffset(), message.keyLength());
    if (entry != KeyTable.NONE) {
      note(entry, row);
    }
  }

  private void read(LeafElement row) {
    message.read(memory, row.offset() + row.keyBytes(), (int) row.valueBytes());
  }

  private void note(long entry, LeafElement row) {
    long main = RevisionKey.main(row.key(), 0);
    if (main <= compactRevision) {
      table.setColumn(entry, NEWEST, Math.max(main, table.column(entry, NEWEST)));
      return;
    }
    long after = table.column(entry, AFTER);
    if (after == 0 || main < after) {
      table.setColumn(entry, AFTER, main);
      table.setColumn(entry, AFTER_VERSION, message.keyVersion());
      table.setColumn(entry, AFTER_CREATE, message.createRevision());
    }
  }

  /** About a row at or below the compacted revision whose key was asked about. */
  Verdict on(LeafElement row) {
    read(row);
    long main = RevisionKey.main(row.key(), 0);
    long entry = table.find(message.keyOffset(), message.keyLength());
    boolean isDeletion = row.keyBytes() == RevisionKey.TOMBSTONE_BYTES;
    if (entry == KeyTable.NONE || isDeletion && main == compactRevision) {
      return Verdict.DOUBTFUL;
    }
    if (main < table.column(entry, NEWEST) || isDeletion) {
      return Verdict.COMPACTED;
    }
    return table.column(entry, AFTER) == 0 ? onLast() : onPredecessor(entry);
  }

  private Verdict onLast() {
    boolean isLeaseGone =
        message.lease() != 0 && areLeasesKnown && Arrays.binarySearch(leases, message.lease()) < 0;
    return isLeaseGone ? Verdict.COMPACTED : Verdict.DOUBTFUL;
  }

  private Verdict onPredecessor(long entry) {
    long version = table.column(entry, AFTER_VERSION);
    if (version == 0) {
      return Verdict.DOUBTFUL; // a deletion tells no version
    }
    boolean isNext =
        table.column(entry, AFTER_CREATE) == message.createRevision()
            && version == message.keyVersion() + 1;
    if (isNext) {
      return Verdict.CERTAIN;
    }
    return isAllAboveKnown ? Verdict.COMPACTED : Verdict.DOUBTFUL;
  }

  @Override
  public void close() {
    table.close();
  }
}
