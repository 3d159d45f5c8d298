package io.drydock.formats.mvcc.check;

import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyTable;
import io.drydock.formats.mvcc.KeyValueView;
import io.drydock.formats.mvcc.MessagePlace;
import io.drydock.formats.mvcc.RecordBatch;
import java.lang.foreign.MemorySegment;

/**
 * Follows each key from record to record: generations, versions, what compaction left.
 *
 * <p>Of each key it remembers the last record: up to 75 bytes and the key, outside the heap. What
 * the last look at a key needs is among that, so that it does not go through the file a second
 * time, in no order: a record is looked up again only where something is wrong with it.
 */
final class ChainCheck implements AutoCloseable {

  private static final int TOMBSTONE = 1;
  private static final int HAS_LOST_LEASE = 2;

  /** Columns behind the two of the message; of a tombstone the first is its main revision. */
  private static final int VERSION = 2;

  private static final int CREATE_REVISION = 3;
  private static final int KEY_PREVIEW_BYTES = 64;

  private final BackendView view;
  private final MemorySegment memory;
  private final MvccFindings findings;
  private final long compactRevision;
  private final boolean isCompactionInterrupted;
  private final KeyTable table;
  private final LeaseIds leases;
  private final KeyValueView last = new KeyValueView();

  /**
   * Follows no key yet.
   *
   * @throws FormatException when the list of buckets is damaged
   */
  ChainCheck(BackendView view, MetaState meta, MvccFindings findings) throws FormatException {
    this.view = view;
    this.memory = view.memory();
    this.findings = findings;
    this.compactRevision = meta.compactRevision();
    this.isCompactionInterrupted = meta.isCompactionInterrupted();
    this.leases = LeaseIds.of(view);
    this.table = new KeyTable(view, 4);
  }

  /** Prepares for the records of the batch. */
  void warm(RecordBatch batch) {
    table.warm(batch);
  }

  /** How many keys were met. */
  long keys() {
    return table.size();
  }

  /** Checks one record against the one before of its key, and remembers it. */
  void check(RecordBatch batch, int i) {
    long keysBefore = table.size();
    long entry = table.findOrAdd(batch, i);
    boolean isFirst = table.size() > keysBefore;
    if (!isFirst) {
      checkLeftover(entry, batch.main[i]);
    }
    if (batch.keyLength[i] == 0) {
      checkEmptyKey(batch, i);
    } else if (batch.isTombstone[i]) {
      checkTombstone(batch, i, !isFirst && isAlive(entry), isFirst);
    } else {
      checkPut(batch, i, entry, isFirst);
    }
    table.setMessage(entry, batch, i);
    boolean isTombstone = batch.isTombstone[i];
    table.setColumn(entry, VERSION, isTombstone ? batch.main[i] : batch.keyVersion[i]);
    table.setColumn(entry, CREATE_REVISION, batch.createRevision[i]);
    boolean isLeaseLost = batch.lease[i] != 0 && !leases.contains(batch.lease[i]);
    int lease = isLeaseLost ? HAS_LOST_LEASE : 0;
    table.setFlags(entry, isTombstone ? TOMBSTONE : lease);
  }

  private void checkEmptyKey(RecordBatch batch, int i) {
    boolean isBump = batch.messageLength[i] == 0 && !batch.isTombstone[i];
    if (isBump) {
      findings.info(
          "MVCC-EMPTY-KEY",
          batch.at(view, i),
          "empty record at " + batch.main[i] + ": a restore raised the revision to it");
    } else {
      findings.error("MVCC-EMPTY-KEY", batch.at(view, i), "a record of the empty key");
    }
  }

  private void checkTombstone(RecordBatch batch, int i, boolean wasAlive, boolean isFirst) {
    boolean mayBeFirst = isFirst && batch.main[i] <= compactRevision;
    if (!wasAlive && !mayBeFirst) {
      findings.warning(
          "MVCC-TOMBSTONE", batch.at(view, i), "deletes key " + key(batch, i) + ", not alive");
    }
    long rest = batch.createRevision[i] | batch.modRevision[i] | batch.keyVersion[i];
    if ((rest | batch.lease[i] | batch.valueLength[i]) != 0) {
      findings.warning(
          "MVCC-TOMBSTONE", batch.at(view, i), "has more than its key " + key(batch, i));
    }
  }

  private void checkPut(RecordBatch batch, int i, long entry, boolean isFirst) {
    long main = batch.main[i];
    if (batch.modRevision[i] != main) {
      findings.error(
          "MVCC-MOD",
          batch.at(view, i),
          "mod_revision: expected " + main + ", found " + batch.modRevision[i]);
    }
    if (isFirst && main <= compactRevision) {
      checkOldestKept(batch, i);
    } else if (isFirst || !isAlive(entry)) {
      checkNumbers(batch, i, 1, main);
    } else {
      long version = table.column(entry, VERSION) + 1;
      checkNumbers(batch, i, version, table.column(entry, CREATE_REVISION));
    }
  }

  /** Anything that one generation can reach: a put each main revision since its first. */
  private void checkOldestKept(RecordBatch batch, int i) {
    long version = batch.keyVersion[i];
    long create = batch.createRevision[i];
    if (create < 1 || create > batch.main[i]) {
      findings.error(
          "MVCC-CREATE",
          batch.at(view, i),
          "create_revision: expected 1 to " + batch.main[i] + ", found " + create);
    } else if (version < 1 || version > batch.main[i] - create + 1) {
      long most = batch.main[i] - create + 1;
      findings.error(
          "MVCC-VERSION",
          batch.at(view, i),
          "version: expected 1 to " + most + " of " + key(batch, i) + ", found " + version);
    }
  }

  private void checkNumbers(RecordBatch batch, int i, long version, long create) {
    long foundVersion = batch.keyVersion[i];
    long foundCreate = batch.createRevision[i];
    if (foundVersion != version) {
      findings.error(
          "MVCC-VERSION",
          batch.at(view, i),
          "version of " + key(batch, i) + ": expected " + version + ", found " + foundVersion);
    }
    if (foundCreate != create) {
      String message =
          "create_revision of " + key(batch, i) + ": expected " + create + ", found " + foundCreate;
      boolean isOfV2 = version == 1 && foundCreate > 0 && foundCreate < create;
      if (isOfV2) {
        findings.warning("MVCC-CREATE", batch.at(view, i), message + " (as migrated from v2)");
      } else {
        findings.error("MVCC-CREATE", batch.at(view, i), message);
      }
    }
  }

  /** Below the compaction only the newest record of a key stays. */
  private void checkLeftover(long entry, long nextMain) {
    if (nextMain <= compactRevision) {
      addLeftover(entry);
    }
  }

  private void addLeftover(long entry) {
    view.visited(RevisionKey.VERSION_BYTES);
    long main = RevisionKey.main(memory, rawKey(entry));
    String message = "record of main revision " + main + " is below the compaction";
    if (isCompactionInterrupted) {
      findings.info("MVCC-LEFTOVER", at(entry), message + ", which was interrupted");
    } else {
      findings.warning("MVCC-LEFTOVER", at(entry), message + " at " + compactRevision);
    }
  }

  /**
   * What only the last record of a key tells: tombstones that compaction had to take, leases that
   * are not there.
   */
  void checkLastRecords() {
    for (long e = table.after(KeyTable.NONE); e != KeyTable.NONE; e = table.after(e)) {
      if (table.flags(e) == HAS_LOST_LEASE) {
        addLostLease(e);
      } else if (!isAlive(e) && table.column(e, VERSION) < compactRevision) {
        addLeftover(e);
      }
    }
  }

  private void addLostLease(long entry) {
    MessagePlace place = table.message(entry);
    view.visited(place.length());
    last.read(memory, place.offset(), place.length());
    String lease = Long.toHexString(last.lease());
    findings.warning(
        "MVCC-LEASE",
        at(entry),
        "key " + preview(last.key()) + " has lease " + lease + ", which is not there");
  }

  private boolean isAlive(long entry) {
    return (table.flags(entry) & TOMBSTONE) == 0;
  }

  private long rawKey(long entry) {
    return table.message(entry).offset()
        - (isAlive(entry) ? RevisionKey.VERSION_BYTES : RevisionKey.TOMBSTONE_BYTES);
  }

  private Extent at(long entry) {
    long from = rawKey(entry);
    MessagePlace message = table.message(entry);
    return view.extent(from, message.offset() + message.length() - from);
  }

  private String key(RecordBatch batch, int i) {
    return preview(memory.asSlice(batch.keyOffset[i], batch.keyLength[i]));
  }

  /** For people: the beginning of the key, with what is no text as �. */
  private static String preview(MemorySegment key) {
    boolean isLong = key.byteSize() > KEY_PREVIEW_BYTES;
    MemorySegment shown = isLong ? key.asSlice(0, KEY_PREVIEW_BYTES) : key;
    return Bytes.copyOf(shown).toUtf8() + (isLong ? "…" : "");
  }

  @Override
  public void close() {
    leases.close();
    table.close();
  }
}
