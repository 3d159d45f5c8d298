package io.drydock.tools.snapshot.take;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.apply.Outcome;
import io.drydock.formats.apply.Replay;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.request.EntryDecoder;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.replay.EntryFates;
import io.drydock.formats.wal.replay.EntryFates.Fate;
import io.drydock.formats.wal.replay.LogReplay;
import java.util.Optional;

/**
 * Applies what the log has and the database has not.
 *
 * <p>Committed is what the last state of the log says, what the database has applied, and, as long
 * as the member is the only voter, all that it has written. A commit alone is not synced, so the
 * last state lags behind after a kill; of a member among others nobody can tell how far.
 */
final class CatchUp {

  private final MemberLog log;
  private final Replay replay;
  private final MemberId self;
  private final Start start;
  private final End end;
  private long done;
  private long refused;
  private long withoutEffect;
  private long uncommitted;
  private boolean isOnlyVoter;
  private long next;
  private Optional<Caught.LeftOut> leftOut = Optional.empty();

  /**
   * Where it begins.
   *
   * @param logIndex the last entry that need not be read; u64
   * @param database where the database stands
   */
  record Start(long logIndex, Caught.Standing database) {}

  /**
   * Where it ends.
   *
   * @param withUncommitted behind entries that may not have been committed
   * @param until the last entry that is taken, whatever follows; u64
   */
  record End(boolean withUncommitted, Optional<Long> until) {

    boolean isBefore(long raftIndex) {
      return until.filter(last -> Long.compareUnsigned(raftIndex, last) > 0).isPresent();
    }
  }

  /** Of a log and a replay on the database. */
  CatchUp(MemberLog log, Replay replay, MemberId self, Start start, End end) {
    this.log = log;
    this.replay = replay;
    this.self = self;
    this.start = start;
    this.end = end;
    this.next = start.logIndex() + 1;
  }

  /**
   * Applies all of it.
   *
   * @throws CorruptFileException when entries are missing between the database and the log, or in
   *     the log
   * @throws FormatException when an entry cannot be applied with certainty
   */
  Caught run() throws FormatException {
    long applied = start.database().raftIndex();
    long commit = log.replay().commit();
    EntryFates fates = log.replay().fates(start.logIndex(), max(commit, applied));
    requireNoGap(fates);
    while (log.advance()) {
      WalCursor cursor = log.cursor();
      if (cursor.isDecoded() && cursor.type() == WalEnvelope.ENTRY) {
        take(fates.of(log.ordinal(), cursor.offset(), cursor.entryIndex()), cursor);
      }
    }
    long reached = max(next - 1, applied);
    if (Long.compareUnsigned(reached, commit) < 0 && end.until().isEmpty()) {
      throw new CorruptFileException(
          log.cursor().at(),
          "end of the log",
          "entry " + Long.toUnsignedString(commit) + ", which is committed",
          "the last one is " + Long.toUnsignedString(reached));
    }
    return new Caught(
        start.database(),
        new Caught.Log(commit, last(fates), isOnlyVoter),
        new Caught.Standing(reached, replay.revision()),
        new Caught.Tally(done, refused, withoutEffect, uncommitted),
        leftOut);
  }

  private static Optional<LogPosition> last(EntryFates fates) {
    return fates.spans().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new LogPosition(fates.spans().getLast().term(), fates.spans().getLast().last()));
  }

  private void requireNoGap(EntryFates fates) throws CorruptFileException {
    Extent at = log.cursor().at();
    long expected = next;
    for (LogReplay.Span span : fates.spans()) {
      if (span.first() != expected) {
        throw new CorruptFileException(
            at,
            "log of this directory",
            "entry " + Long.toUnsignedString(expected) + ", the one behind what the files have",
            "entry " + Long.toUnsignedString(span.first()) + "; the entries between are lost here");
      }
      expected = span.last() + 1;
    }
  }

  private void take(Fate fate, WalCursor cursor) throws FormatException {
    switch (fate) {
      case BEFORE_SNAPSHOT, OVERWRITTEN -> {
        // Not part of what the log says.
      }
      case COMMITTED -> {
        if (end.isBefore(cursor.entryIndex())) {
          leaveOut(cursor.entryIndex(), true);
        } else {
          apply(cursor);
        }
      }
      case UNCOMMITTED -> {
        boolean isBehind = end.isBefore(cursor.entryIndex());
        boolean isDecidedHere = !isBehind && leftOut.isEmpty() && replay.isOnlyVoter(self);
        isOnlyVoter |= isDecidedHere;
        if (isDecidedHere || end.withUncommitted() && !isBehind) {
          uncommitted += isDecidedHere ? 0 : 1;
          apply(cursor);
        } else {
          leaveOut(cursor.entryIndex(), isBehind);
        }
      }
    }
  }

  private void leaveOut(long index, boolean isAsked) {
    long first = leftOut.map(one -> one.range().first()).orElse(index);
    leftOut = Optional.of(new Caught.LeftOut(new Caught.Range(first, index), isAsked));
  }

  private void apply(WalCursor cursor) throws FormatException {
    if (!(cursor.record().value() instanceof WalRecord.EntryRecord entry)) {
      throw new IllegalStateException("no entry at " + cursor.at());
    }
    next = entry.index() + 1;
    var payload = EntryDecoder.decode(entry.entryType(), entry.payload());
    switch (replay.apply(entry.position(), payload, cursor.at())) {
      case Outcome.Done _ -> done++;
      case Outcome.Refused _ -> refused++;
      case Outcome.NoEffect _ -> withoutEffect++;
      case Outcome.AppliedBefore _ -> {
        // In the database.
      }
    }
  }

  private static long max(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }
}
