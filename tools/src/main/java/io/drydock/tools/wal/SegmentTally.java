package io.drydock.tools.wal;

import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.WalTail;
import io.drydock.formats.wal.WalTail.Damage;
import io.drydock.tools.wal.SegmentSummary.Crc;
import io.drydock.tools.wal.SegmentSummary.Tail;
import java.util.Optional;

/** Sums up one segment while a pass goes over it. */
final class SegmentTally {

  private final WalSegment segment;
  private long usedBytes;
  private long records;
  private long entries;
  private long firstTerm;
  private long firstIndex;
  private long lastTerm;
  private long lastIndex;
  private long lowestTerm;
  private long highestTerm;
  private Crc crc = Crc.OK;
  private Optional<WalTail> unreadable = Optional.empty();
  private boolean isBeingWritten;
  private long damages;

  SegmentTally(WalSegment segment) {
    this.segment = segment;
  }

  void add(WalCursor cursor) {
    if (unreadable.isPresent()) {
      unreadable = Optional.empty();
      damages++;
    }
    records++;
    usedBytes = cursor.endOffset();
    if (!cursor.isDecoded()) {
      return;
    }
    if (cursor.type() == WalEnvelope.ENTRY) {
      addEntry(cursor.entryTerm(), cursor.entryIndex());
    } else if (cursor.type() == WalEnvelope.STATE) {
      addTerm(cursor.stateTerm());
    }
  }

  private void addEntry(long term, long index) {
    if (entries++ == 0) {
      firstTerm = term;
      firstIndex = index;
    }
    lastTerm = term;
    lastIndex = index;
    addTerm(term);
  }

  private void addTerm(long term) {
    if (lowestTerm == 0 || Long.compareUnsigned(term, lowestTerm) < 0) {
      lowestTerm = term;
    }
    if (Long.compareUnsigned(term, highestTerm) > 0) {
      highestTerm = term;
    }
  }

  /** Notes damage. It is how the segment ends, unless a record follows. */
  void addDamage(WalTail damage) {
    if (damage instanceof WalTail.CorruptTail corrupt) {
      boolean isHead = records == 0 && corrupt.damage() == Damage.CRC_CHAIN;
      crc = isHead && crc == Crc.OK ? Crc.UNCHAINED : Crc.MISMATCH;
    }
    unreadable = Optional.of(damage);
  }

  /** Notes that a running server is writing the next record. */
  void markBeingWritten() {
    isBeingWritten = true;
    unreadable = Optional.empty();
  }

  WalSegment segment() {
    return segment;
  }

  SegmentSummary summary(boolean isLocked) {
    return new SegmentSummary(
        segment,
        isLocked,
        usedBytes,
        records,
        entries,
        position(firstTerm, firstIndex),
        position(lastTerm, lastIndex),
        lowestTerm,
        highestTerm,
        crc,
        tail(),
        damages);
  }

  private Tail tail() {
    if (isBeingWritten) {
      return Tail.BEING_WRITTEN;
    }
    if (unreadable.isPresent()) {
      return unreadable.get() instanceof WalTail.TornTail ? Tail.TORN : Tail.CORRUPT;
    }
    return usedBytes == segment.bytes() ? Tail.CLEAN : Tail.PREALLOCATED;
  }

  private Optional<LogPosition> position(long term, long index) {
    return entries == 0 ? Optional.empty() : Optional.of(new LogPosition(term, index));
  }
}
