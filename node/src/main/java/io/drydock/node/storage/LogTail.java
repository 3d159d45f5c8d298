package io.drydock.node.storage;

import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.proto.raftpb.SnapshotMetadata;
import io.drydock.formats.raft.LogPosition;
import io.drydock.node.raft.LogView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The durable log as raft reads it: its entries since the last compaction, in memory.
 *
 * <p>Mutable, owned by the engine's thread. The WAL holds more; nobody reads that back while the
 * member runs.
 */
final class LogTail implements LogView {

  private final List<Entry> entries;
  private LogPosition before;
  private Optional<Snapshot> snapshot;

  /**
   * A log as it was read.
   *
   * @param snapshot the one that the member boots from; entries begin behind it
   */
  LogTail(Optional<Snapshot> snapshot, List<Entry> entries) {
    this.snapshot = snapshot;
    this.before = snapshot.map(LogTail::position).orElse(LogPosition.ZERO);
    this.entries = new ArrayList<>(entries);
  }

  @Override
  public long firstIndex() {
    return before.index() + 1;
  }

  @Override
  public long lastIndex() {
    return before.index() + entries.size();
  }

  @Override
  public long term(long index) {
    return index == before.index() ? before.term() : entries.get(slot(index)).getTerm();
  }

  @Override
  public List<Entry> entries(long from, long to, long bytesMax) {
    int first = slot(from);
    int last = slot(to);
    int end = first;
    long bytes = 0;
    while (end < last) {
      bytes += entries.get(end).getSerializedSize();
      if (bytes > bytesMax && end > first) {
        break;
      }
      end++;
    }
    return List.copyOf(entries.subList(first, end));
  }

  /** The newest snapshot, unless the log was compacted beyond it. */
  @Override
  public Optional<Snapshot> snapshot() {
    return snapshot.filter(one -> position(one).index() >= before.index());
  }

  /** Adds entries, in place of those from the first of them on. */
  void append(List<Entry> more) {
    if (more.isEmpty()) {
      return;
    }
    int from = slot(more.getFirst().getIndex());
    if (from < 0 || from > entries.size()) {
      throw new IllegalArgumentException(
          "entry %d in a log of %d to %d"
              .formatted(more.getFirst().getIndex(), firstIndex(), lastIndex()));
    }
    if (from < entries.size()) {
      entries.subList(from, entries.size()).clear();
    }
    entries.addAll(more);
  }

  /** A snapshot takes the place of the whole log. */
  void install(Snapshot received) {
    entries.clear();
    before = position(received);
    snapshot = Optional.of(received);
  }

  /** A snapshot of this log was made. */
  void made(Snapshot of) {
    snapshot = Optional.of(of);
  }

  /** Index of the newest snapshot; 0 without one. */
  long newestSnapshotIndex() {
    return snapshot.map(one -> position(one).index()).orElse(0L);
  }

  /** Forgets entries up to an index; nothing when that was forgotten before. */
  void compactTo(long index) {
    if (index <= before.index()) {
      return;
    }
    LogPosition last = new LogPosition(term(index), index);
    entries.subList(0, slot(index) + 1).clear();
    before = last;
  }

  static LogPosition position(Snapshot of) {
    SnapshotMetadata metadata = of.getMetadata();
    return new LogPosition(metadata.getTerm(), metadata.getIndex());
  }

  private int slot(long index) {
    return Math.toIntExact(index - firstIndex());
  }
}
