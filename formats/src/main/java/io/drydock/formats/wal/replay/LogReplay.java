package io.drydock.formats.wal.replay;

import io.drydock.formats.Extent;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalRecord;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What a WAL comes to once all of its records are read: whose it is, the last state, the snapshots,
 * and which entries count.
 *
 * <p>The rules are those of etcd's {@code ReadAll} and {@code ValidSnapshotEntries} (3.4 to 3.7): a
 * later entry replaces the one of its index and all behind it; the last state wins; a snapshot
 * counts when its index is not beyond the last commit.
 *
 * <p>No entry is kept, only runs of consecutive ones: some kilobytes for any real log. Filled and
 * asked by one thread.
 */
public final class LogReplay {

  private static final int SNAPSHOTS_MAX = 1 << 16;

  /** Whose WAL it is. Both are ids, to be read as unsigned. */
  public record Owner(long nodeId, long clusterId) {}

  /**
   * The last state.
   *
   * @param commit may be behind what the backend has applied: a commit alone need not be synced
   */
  public record State(long term, long vote, long commit) {}

  /**
   * A snapshot record.
   *
   * @param position last entry in the snapshot
   * @param at the record
   * @param confState the members there, since etcd 3.5
   */
  public record Snapshot(LogPosition position, Extent at, Optional<ConfState> confState) {}

  /**
   * Consecutive entries that count.
   *
   * @param term of all of them
   * @param first index of the first one
   * @param last index of the last one
   */
  public record Span(long term, long first, long last) {}

  private final LogRuns runs = new LogRuns();
  private final Deque<Snapshot> snapshots = new ArrayDeque<>();
  private Optional<Owner> owner = Optional.empty();
  private Optional<State> state = Optional.empty();
  private long entryRecords;
  private boolean isComplete = true;

  /** Begins with no record read. */
  public LogReplay() {}

  /** Reads the chain to its end, or to damage; whether it was all is the chain's to tell. */
  public static LogReplay of(WalChain chain) {
    var replay = new LogReplay();
    while (chain.advance()) {
      replay.add(chain.ordinal(), chain.cursor());
    }
    return replay;
  }

  /**
   * Takes in the cursor's record. Records are taken in the order of the log.
   *
   * @param ordinal the segment's place in the chain
   */
  public void add(int ordinal, WalCursor cursor) {
    if (!cursor.isDecoded()) {
      return;
    }
    switch ((int) cursor.type()) {
      case WalEnvelope.METADATA ->
          owner = Optional.of(new Owner(cursor.metadataNodeId(), cursor.metadataClusterId()));
      case WalEnvelope.ENTRY -> {
        entryRecords++;
        isComplete &= runs.add(ordinal, cursor.offset(), cursor.entryTerm(), cursor.entryIndex());
      }
      case WalEnvelope.STATE ->
          state =
              Optional.of(new State(cursor.stateTerm(), cursor.stateVote(), cursor.stateCommit()));
      case WalEnvelope.SNAPSHOT -> addSnapshot(cursor);
      default -> {
        // A crc record says nothing about the log.
      }
    }
  }

  /** Whose WAL it is; the last metadata record, all are the same in a sound WAL. */
  public Optional<Owner> owner() {
    return owner;
  }

  /** The last state; empty when there is none, as in a WAL that was only just created. */
  public Optional<State> state() {
    return state;
  }

  /** The last commit; 0 without a state. */
  public long commit() {
    return state.map(State::commit).orElse(0L);
  }

  /** All snapshot records in the order of the file; of more than 65,536 the last ones. */
  public List<Snapshot> snapshots() {
    return List.copyOf(snapshots);
  }

  /** The snapshot records that count: those not beyond the last commit. */
  public List<Snapshot> validSnapshots() {
    long commit = commit();
    return snapshots.stream()
        .filter(one -> Long.compareUnsigned(one.position().index(), commit) <= 0)
        .toList();
  }

  /**
   * The newest snapshot that counts. A server boots from it, when the {@code .snap} file of that
   * term and index is there (3.4 to 3.6).
   */
  public Optional<Snapshot> newestSnapshot() {
    return validSnapshots().stream()
        .max(Comparator.comparing((Snapshot one) -> one.position().index(), Long::compareUnsigned));
  }

  /** Number of entry records, overwritten ones included. */
  public long entryRecords() {
    return entryRecords;
  }

  /**
   * False when the indexes of the log break more than a million times, which no server's log does;
   * fates are then not to be relied on.
   */
  public boolean isComplete() {
    return isComplete;
  }

  /** The last entry in the file, overwritten or not; empty without entries. */
  public Optional<LogPosition> lastWritten() {
    int newest = runs.size() - 1;
    return newest < 0
        ? Optional.empty()
        : Optional.of(new LogPosition(runs.term(newest), runs.last(newest)));
  }

  /** What becomes of each entry when a server boots from the newest snapshot that counts. */
  public EntryFates fates() {
    return fates(newestSnapshot().map(one -> one.position().index()).orElse(0L), commit());
  }

  /**
   * What becomes of each entry.
   *
   * @param snapshotIndex entries up to it are in the snapshot
   * @param commit entries up to it are committed; {@link #commit()}, or more where the backend
   *     proves more
   */
  public EntryFates fates(long snapshotIndex, long commit) {
    return new EntryFates(runs, snapshotIndex, commit);
  }

  private void addSnapshot(WalCursor cursor) {
    if (snapshots.size() == SNAPSHOTS_MAX) {
      snapshots.removeFirst();
    }
    if (cursor.record().value() instanceof WalRecord.SnapshotRecord record) {
      snapshots.add(new Snapshot(record.position(), cursor.at(), record.confState()));
    }
  }
}
