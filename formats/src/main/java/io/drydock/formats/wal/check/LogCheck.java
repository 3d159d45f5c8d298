package io.drydock.formats.wal.check;

import io.drydock.formats.Extent;
import io.drydock.formats.Located;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalFileName;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.replay.LogReplay;
import java.util.List;

/** What the records say about the raft log, checked as they come and once more at the end. */
final class LogCheck {

  private final Report report;
  private final WalCheck.Observer observer;
  private final LogReplay replay = new LogReplay();
  private boolean isLastKnown;
  private boolean isIndexGapReported;
  private long last;
  private long lastTerm;
  private long stateTerm;
  private long stateVote;
  private long commit;

  LogCheck(Report report, WalCheck.Observer observer) {
    this.report = report;
    this.observer = observer;
  }

  LogReplay replay() {
    return replay;
  }

  /** Whether any index is known so far. */
  boolean isLastKnown() {
    return isLastKnown;
  }

  /** Index of the last entry or, when it is larger, of the last snapshot. */
  long last() {
    return last;
  }

  /** Begins at the first segment that there is. */
  void begin(WalFileName name) {
    isLastKnown = true;
    last = name.index() == 0 ? 0 : name.index() - 1;
  }

  /** Goes on behind a missing segment, whose own finding has been made. */
  void skipTo(long index) {
    last = index;
    lastTerm = 0;
  }

  /** Takes an entry as read whose checksum is wrong, so that its index is not missed. */
  void addDamaged(int ordinal, Located<WalRecord> damaged) {
    if (damaged.value() instanceof WalRecord.EntryRecord entry && entry.index() == last + 1) {
      last = entry.index();
    }
    observer.damaged(ordinal, damaged);
  }

  void add(int ordinal, WalCursor cursor) {
    switch ((int) cursor.type()) {
      case WalEnvelope.ENTRY -> checkEntry(cursor);
      case WalEnvelope.STATE -> checkState(cursor);
      case WalEnvelope.SNAPSHOT -> advance(cursor.snapshotIndex(), cursor.snapshotTerm());
      default -> {
        // Metadata and checksums say nothing about the log.
      }
    }
    replay.add(ordinal, cursor);
    observer.record(ordinal, cursor);
  }

  /** What only shows once all has been read. */
  void finish(WalDirectory directory, Extent end) {
    checkCommit(end);
    checkSnapshots();
    checkOwner(end);
    var newest = replay.newestSnapshot();
    if (newest.isEmpty()) {
      report.add(
          WalCode.SNAPSHOT_NONE,
          end,
          "no snapshot record at or before the last commit, %s"
              .formatted(Long.toUnsignedString(replay.commit())));
      return;
    }
    checkStart(directory, newest.get());
  }

  /** Id 0 is raft's word for nobody. */
  private void checkOwner(Extent end) {
    if (replay.owner().filter(owner -> owner.nodeId() != 0).isEmpty()) {
      report.add(
          WalCode.METADATA_NONE, end, "no metadata record that can be read says whose log it is");
    }
  }

  /** A snapshot from the leader takes the place of all entries before it. */
  private void advance(long index, long term) {
    if (Long.compareUnsigned(index, last) > 0) {
      last = index;
      lastTerm = term;
    }
  }

  private void checkEntry(WalCursor cursor) {
    long index = cursor.entryIndex();
    long term = cursor.entryTerm();
    if (index == 0 || term == 0) {
      report.add(
          WalCode.ENTRY_ZERO, cursor.at(), "entry " + new LogPosition(term, index) + " has a zero");
      return;
    }
    long type = cursor.entryType();
    if (type != WalRecord.EntryRecord.NORMAL && type != WalRecord.EntryRecord.CONF_CHANGE) {
      report.add(WalCode.ENTRY_TYPE, cursor.at(), "entry type " + type + ": a server panics on it");
    }
    if (Long.compareUnsigned(index, last + 1) > 0) {
      isIndexGapReported = true;
      report.add(
          WalCode.INDEX_GAP,
          cursor.at(),
          "index: expected %s at most, found %s"
              .formatted(Long.toUnsignedString(last + 1), Long.toUnsignedString(index)));
    } else if (index == last + 1) {
      checkTerm(cursor, term);
    } else if (Long.compareUnsigned(index, commit) <= 0) {
      report.add(
          WalCode.COMMITTED_REWRITTEN,
          cursor.at(),
          "entry %s written again, though %s is committed"
              .formatted(new LogPosition(term, index), Long.toUnsignedString(commit)));
    }
    last = index;
    lastTerm = term;
  }

  private void checkTerm(WalCursor cursor, long term) {
    if (Long.compareUnsigned(term, lastTerm) < 0) {
      report.add(
          WalCode.TERM_BACK,
          cursor.at(),
          "term of entry %s: expected %s or more, found %s"
              .formatted(
                  Long.toUnsignedString(cursor.entryIndex()),
                  Long.toUnsignedString(lastTerm),
                  Long.toUnsignedString(term)));
    }
  }

  private void checkState(WalCursor cursor) {
    long term = cursor.stateTerm();
    long vote = cursor.stateVote();
    long found = cursor.stateCommit();
    if (Long.compareUnsigned(term, stateTerm) < 0) {
      addBack(cursor, "term", stateTerm, term);
    }
    if (Long.compareUnsigned(found, commit) < 0) {
      addBack(cursor, "commit", commit, found);
    }
    if (term == stateTerm && stateVote != 0 && vote != stateVote) {
      report.add(
          WalCode.VOTE_CHANGED,
          cursor.at(),
          "vote in term %s: expected %s, found %s"
              .formatted(
                  Long.toUnsignedString(term),
                  Long.toHexString(stateVote),
                  Long.toHexString(vote)));
    }
    stateTerm = term;
    stateVote = vote;
    commit = found;
  }

  private void addBack(WalCursor cursor, String what, long before, long found) {
    report.add(
        WalCode.STATE_BACK,
        cursor.at(),
        "%s of the state: expected %s or more, found %s"
            .formatted(what, Long.toUnsignedString(before), Long.toUnsignedString(found)));
  }

  private void checkCommit(Extent end) {
    if (Long.compareUnsigned(commit, last) > 0) {
      report.add(
          WalCode.COMMIT_AHEAD,
          end,
          "last commit is %s, but the log ends at %s"
              .formatted(Long.toUnsignedString(commit), Long.toUnsignedString(last)));
    }
  }

  private void checkSnapshots() {
    List<LogReplay.Snapshot> snapshots = replay.snapshots();
    for (int i = 0; i < snapshots.size(); i++) {
      LogPosition position = snapshots.get(i).position();
      if (Long.compareUnsigned(position.index(), replay.commit()) > 0) {
        report.add(
            WalCode.SNAPSHOT_AHEAD,
            snapshots.get(i).at(),
            "snapshot %s is beyond the last commit, %s: no server uses it"
                .formatted(position, Long.toUnsignedString(replay.commit())));
      }
      if (i > 0 && isOtherTerm(snapshots.get(i - 1).position(), position)) {
        report.add(
            WalCode.SNAPSHOT_TERM,
            snapshots.get(i).at(),
            "snapshot %s, but the one before it is %s"
                .formatted(position, snapshots.get(i - 1).position()));
      }
    }
  }

  private void checkStart(WalDirectory directory, LogReplay.Snapshot snapshot) {
    long index = snapshot.position().index();
    var spans = replay.fates().spans();
    boolean isNoSegment = directory.from(index).isEmpty();
    boolean isLate =
        !spans.isEmpty() && Long.compareUnsigned(spans.getFirst().first(), index + 1) > 0;
    if (isNoSegment || isLate && !isIndexGapReported) {
      report.add(
          WalCode.START_MISSING,
          snapshot.at(),
          "snapshot %s: %s"
              .formatted(
                  snapshot.position(),
                  isNoSegment
                      ? "no segment begins at or before it"
                      : "the next entry there is " + spans.getFirst().first()));
    }
  }

  private static boolean isOtherTerm(LogPosition a, LogPosition b) {
    return a.index() == b.index() && a.term() != b.term();
  }
}
