package io.drydock.formats.wal.check;

import io.drydock.formats.Finding;
import io.drydock.formats.Located;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalFrame;
import io.drydock.formats.wal.WalRecord;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which entries of a damaged log need not be the ones that stood in it.
 *
 * <p>A new leader overwrites what an older one left uncommitted, with entries of a greater term and
 * of indexes that were written before. When such entries lie in damage, the older ones before it
 * read well, and count no more. Three things prove that they still count (etcd 3.4 to 3.7):
 *
 * <ul>
 *   <li>an entry that was committed before the damage is never overwritten;
 *   <li>two entries of one term are of one leader's log, so what the first follows the second does;
 *   <li>damage of a length field alone has taken nothing, and damage that is one record in a whole
 *       frame, between records whose checksums go on, has taken one record, and of which type can
 *       be told; an entry must then fit to those around it.
 * </ul>
 *
 * <p>Damage and records are told in the order of the log. Of the entries before damage that no
 * entry follows, only those are in doubt that the damaged record itself replaces. Memory grows with
 * the number of damages. Owned by one thread.
 */
public final class LogDoubts {

  private static final long NONE = -1; // the greatest u64

  /**
   * What lies before damage.
   *
   * @param before the last entry before it that need not have been replaced by it; 0 without; u64
   * @param isTold whole records were hit, and of each can be told what it was
   */
  public record Edge(long before, boolean isTold) {}

  private final NavigableMap<Long, Long> doubts = new TreeMap<>(Long::compareUnsigned);
  private Optional<Located<WalRecord>> claim = Optional.empty();
  private long committed;
  private long last;
  private long lastTerm;
  private boolean isDamaged;
  private long lowestBehind = NONE;

  // Since the last entry, when damage was met:
  private boolean isOpen;
  private boolean isTold;
  private long claimedLast;
  private long replaced;
  private long committedBehind;

  /** Begins before the first record. */
  public LogDoubts() {}

  /** A record whose checksum is wrong; comes before the finding about it. */
  public void damaged(Located<WalRecord> record) {
    claim = Optional.of(record);
  }

  /** Damage that may have taken records. */
  public void damage(Finding finding) {
    isDamaged = true;
    if (!isOpen) {
      isOpen = true;
      isTold = true;
      claimedLast = last;
      replaced = NONE;
      committedBehind = committed;
    }
    Optional<WalRecord> hit =
        claim
            .filter(one -> finding.code().equals(WalCode.CRC.code()))
            .filter(one -> one.at().equals(finding.at()))
            .map(Located::value);
    claim = Optional.empty();
    boolean isOfLength = finding.at().length() == WalFrame.HEADER_BYTES;
    isTold &= isOfLength || hit.map(this::isTold).orElse(false);
  }

  private boolean isTold(WalRecord hit) {
    return switch (hit) {
      case WalRecord.EntryRecord entry -> isFitting(entry.index());
      case WalRecord.UnknownRecord _ -> false;
      case WalRecord.HardStateRecord _,
          WalRecord.SnapshotRecord _,
          WalRecord.MetadataRecord _,
          WalRecord.CrcRecord _ ->
          true;
    };
  }

  private boolean isFitting(long index) {
    boolean isNext = index == claimedLast + 1;
    boolean isReplacing = isUpTo(index, claimedLast) && !isUpTo(index, committed);
    if (isNext || isReplacing) {
      claimedLast = index;
      replaced = isReplacing ? min(replaced, index) : replaced;
    }
    return isNext || isReplacing;
  }

  /**
   * A good record.
   *
   * @return of the first entry behind damage: what lies before that
   */
  public Optional<Edge> record(WalCursor cursor) {
    switch ((int) cursor.type()) {
      case WalEnvelope.ENTRY -> {
        return entry(cursor);
      }
      case WalEnvelope.STATE -> commit(cursor.stateCommit());
      case WalEnvelope.SNAPSHOT -> {
        commit(cursor.snapshotIndex());
        if (!isUpTo(cursor.snapshotIndex(), last)) {
          last = cursor.snapshotIndex();
          lastTerm = cursor.snapshotTerm();
        }
      }
      default -> {
        // Says nothing about the log.
      }
    }
    return Optional.empty();
  }

  /** What is committed behind damage does not prove what stands before it. */
  private void commit(long index) {
    if (isOpen) {
      committedBehind = max(committedBehind, index);
    } else {
      committed = max(committed, index);
    }
  }

  private Optional<Edge> entry(WalCursor cursor) {
    long index = cursor.entryIndex();
    forgetFrom(index);
    Optional<Edge> edge = isOpen ? Optional.of(close(index, cursor.entryTerm())) : Optional.empty();
    if (isDamaged) {
      lowestBehind = min(lowestBehind, index);
    }
    if (!cursor.isCrcChecked()) {
      doubt(index, index);
    }
    last = index;
    lastTerm = cursor.entryTerm();
    return edge;
  }

  private Edge close(long index, long term) {
    long kept = min(last, index - 1);
    boolean isFollowing = isTold && isUpTo(index, claimedLast + 1);
    boolean isOfOneLeader = term == lastTerm && !isUpTo(index, last);
    long before = last;
    if (isFollowing) {
      before = min(last, replaced - 1);
      doubt(replaced, kept);
      lowestBehind = min(lowestBehind, replaced);
    } else if (!isOfOneLeader && !isUpTo(kept, committed)) {
      doubt(committed + 1, kept);
      boolean isGap = !isUpTo(index, last + 1);
      before = isGap ? last : committed;
    }
    isOpen = false;
    committed = max(committed, committedBehind);
    return new Edge(before, isFollowing);
  }

  /**
   * The end of the log.
   *
   * @return when damage was met since the last entry: what lies before that
   */
  public Optional<Edge> end() {
    if (!isOpen) {
      return Optional.empty();
    }
    isOpen = false;
    if (!isTold) {
      return Optional.of(new Edge(last, false));
    }
    doubt(replaced, last);
    lowestBehind = min(lowestBehind, replaced);
    return Optional.of(new Edge(min(last, replaced - 1), true));
  }

  /** The first entry from an index on that is in doubt. */
  public Optional<Long> firstFrom(long index) {
    Map.Entry<Long, Long> around = doubts.floorEntry(index);
    return around != null && isUpTo(index, around.getValue())
        ? Optional.of(index)
        : Optional.ofNullable(doubts.ceilingKey(index));
  }

  /**
   * The smallest index that was written behind the first damage, or in it as far as that can be
   * told; empty when none was.
   */
  public Optional<Long> lowestBehind() {
    return lowestBehind == NONE ? Optional.empty() : Optional.of(lowestBehind);
  }

  /** Nothing behind it is in doubt: the last entry is there, or one that is written anew. */
  private void doubt(long first, long upTo) {
    if (isUpTo(first, upTo)) {
      long from = firstFrom(first).filter(one -> one == first).map(doubts::floorKey).orElse(first);
      doubts.tailMap(from, true).clear();
      doubts.put(from, upTo);
    }
  }

  /** What is written anew is what counts. */
  private void forgetFrom(long index) {
    doubts.tailMap(index, true).clear();
    if (!doubts.isEmpty() && !isUpTo(doubts.lastEntry().getValue(), index - 1)) {
      doubts.put(doubts.lastKey(), index - 1);
    }
  }

  private static boolean isUpTo(long index, long limit) {
    return Long.compareUnsigned(index, limit) <= 0;
  }

  private static long min(long a, long b) {
    return isUpTo(a, b) ? a : b;
  }

  private static long max(long a, long b) {
    return isUpTo(a, b) ? b : a;
  }
}
