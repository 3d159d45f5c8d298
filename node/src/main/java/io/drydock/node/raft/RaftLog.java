package io.drydock.node.raft;

import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.proto.raftpb.SnapshotMetadata;
import io.drydock.formats.raft.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The log: a durable part, an unstable end, and how far it is committed and applied.
 *
 * <p>Always {@code applied <= committed <= lastIndex}. Indexes and terms compare as signed: {@link
 * RawNode#step} lets none beyond 2^63 - 1 in. Mutable, owned by one thread.
 */
final class RaftLog {

  private final LogView durable;
  private final Unstable unstable;
  private long committed;
  private long applied;

  /**
   * Goes on with a durable log.
   *
   * @throws IllegalArgumentException when what was committed or applied is not in the log
   */
  RaftLog(LogView durable, long committed, long applied) {
    this.durable = durable;
    this.unstable = new Unstable(durable.lastIndex() + 1);
    this.committed = Math.max(Math.max(committed, applied), durable.firstIndex() - 1);
    this.applied = Math.max(applied, durable.firstIndex() - 1);
    if (this.committed > durable.lastIndex()) {
      throw new IllegalArgumentException(
          "the log ends at index "
              + durable.lastIndex()
              + ", but "
              + this.committed
              + " was committed: entries are lost");
    }
  }

  long committed() {
    return committed;
  }

  long applied() {
    return applied;
  }

  /** Index of the first entry that is still there. */
  long firstIndex() {
    return unstable
        .snapshot()
        .map(it -> it.getMetadata().getIndex() + 1)
        .orElseGet(durable::firstIndex);
  }

  /** Index of the last entry, durable or not. */
  long lastIndex() {
    return unstable.lastIndex();
  }

  /** Index of the last entry that is durable. */
  long stableIndex() {
    return unstable.firstIndex() - 1;
  }

  LogPosition last() {
    return new LogPosition(term(lastIndex()), lastIndex());
  }

  /** Term of the entry at an index; 0 when that is compacted, behind the end, or 0 itself. */
  long term(long index) {
    if (index > lastIndex() || index < firstIndex() - 1) {
      return 0;
    }
    if (index >= unstable.firstIndex()) {
      return unstable.entry(index).getTerm();
    }
    Optional<SnapshotMetadata> snapshot = unstable.snapshot().map(Snapshot::getMetadata);
    return snapshot.isPresent() ? snapshot.get().getTerm() : durable.term(index);
  }

  /** True when there is an entry with this index and term; also for {0, 0}. */
  boolean contains(LogPosition position) {
    return position.isZero() || position.term() != 0 && term(position.index()) == position.term();
  }

  /** True when the log with this last entry is at least as complete as this one. */
  boolean isUpToDate(LogPosition other) {
    return other.compareTo(last()) >= 0;
  }

  /** Appends what a leader proposes: the next index, its own term. */
  void append(Entry entry) {
    unstable.append(entry);
  }

  /**
   * Takes in a leader's entries, when the log has the entry before them. Entries that are there
   * already stay; from the first one that differs the old end is dropped.
   *
   * @return index of the last of these entries; empty when the log does not have the one before
   * @throws IllegalStateException when a committed entry differs: a log was damaged or mixed up
   */
  Optional<Long> append(LogPosition before, List<Entry> entries) {
    if (!contains(before)) {
      return Optional.empty();
    }
    int known = 0;
    while (known < entries.size() && contains(position(entries.get(known)))) {
      known++;
    }
    if (known < entries.size()) {
      long from = entries.get(known).getIndex();
      if (from <= committed) {
        throw new IllegalStateException(
            "entry " + from + " was committed and now comes with another content");
      }
      unstable.truncate(from);
      entries.subList(known, entries.size()).forEach(unstable::append);
    }
    return Optional.of(before.index() + entries.size());
  }

  /**
   * The last entry, not beyond an index, whose term is not above another: where a log that has that
   * term there may agree with this one at the latest. Term 0 when the search ends in what is
   * compacted.
   */
  LogPosition lastBelow(long index, long term) {
    long at = Math.min(index, lastIndex());
    while (term(at) > term) {
      at--;
    }
    return new LogPosition(term(at), at);
  }

  /**
   * Commits up to an index; an earlier one changes nothing.
   *
   * @throws IllegalStateException when the log does not reach there: entries were lost
   */
  void commitTo(long index) {
    if (index > lastIndex()) {
      throw new IllegalStateException(
          "index "
              + index
              + " is committed, but the log ends at "
              + lastIndex()
              + ": entries that were acknowledged are lost");
    }
    committed = Math.max(committed, index);
  }

  /** Entries that are not durable. */
  List<Entry> unstableEntries() {
    return unstable.slice(unstable.firstIndex(), unstable.lastIndex() + 1);
  }

  boolean hasUnstableEntries() {
    return !unstable.isEmpty();
  }

  Optional<Snapshot> pendingSnapshot() {
    return unstable.snapshot();
  }

  boolean hasCommittedToApply() {
    return committed > applied && unstable.snapshot().isEmpty();
  }

  /** The next committed entries, none while a snapshot waits to be installed. */
  List<Entry> committedToApply(long bytesMax) {
    return hasCommittedToApply() ? entries(applied + 1, committed + 1, bytesMax) : List.of();
  }

  /** Entries from an index to before another, as {@link LogView#entries}. */
  List<Entry> entries(long from, long to, long bytesMax) {
    if (from >= to) {
      return List.of();
    }
    if (from >= unstable.firstIndex()) {
      return limited(from, to, bytesMax, 0);
    }
    long durableEnd = Math.min(to, unstable.firstIndex());
    List<Entry> first = durable.entries(from, durableEnd, bytesMax);
    if (durableEnd == to || first.size() < durableEnd - from) {
      return first;
    }
    long bytes = first.stream().mapToLong(Entry::getSerializedSize).sum();
    var all = new ArrayList<Entry>(first);
    all.addAll(limited(durableEnd, to, bytesMax, bytes));
    return all;
  }

  /** All that is unstable up to here was made durable. */
  void stableTo(LogPosition last) {
    unstable.stableTo(last.index(), last.term());
  }

  /** The snapshot was installed. */
  void installed(long snapshotIndex) {
    unstable.installed(snapshotIndex);
    applied = Math.max(applied, snapshotIndex);
  }

  /** Entries up to here were applied. */
  void appliedTo(long index) {
    if (index < applied || index > committed) {
      throw new IllegalStateException(
          "applied " + index + ", before it " + applied + ", committed " + committed);
    }
    applied = index;
  }

  /** Everything becomes the snapshot. */
  void restore(Snapshot snapshot) {
    committed = snapshot.getMetadata().getIndex();
    unstable.restore(snapshot);
  }

  /** A snapshot for a member that lags behind; empty when none can be had now. */
  Optional<Snapshot> snapshot() {
    return unstable.snapshot().isPresent() ? unstable.snapshot() : durable.snapshot();
  }

  void checkInvariants() {
    boolean isOrdered = applied <= committed && committed <= lastIndex();
    boolean isJoined =
        unstable.snapshot().isPresent() || unstable.firstIndex() <= durable.lastIndex() + 1;
    if (!isOrdered || !isJoined) {
      throw new IllegalStateException(
          "log: applied %d, committed %d, durable up to %d, unstable %d to %d"
              .formatted(
                  applied, committed, durable.lastIndex(), unstable.firstIndex(), lastIndex()));
    }
  }

  static LogPosition position(Entry entry) {
    return new LogPosition(entry.getTerm(), entry.getIndex());
  }

  private List<Entry> limited(long from, long to, long bytesMax, long bytesBefore) {
    long bytes = bytesBefore;
    long end = from;
    while (end < to) {
      bytes += unstable.entry(end).getSerializedSize();
      if (bytes > bytesMax && (end > from || bytesBefore > 0)) {
        break;
      }
      end++;
    }
    return unstable.slice(from, end);
  }
}
