package io.drydock.node.raft;

import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The end of the log that is not durable yet, and the snapshot that is not installed yet.
 *
 * <p>Mutable, owned by one thread.
 */
final class Unstable {

  private final List<Entry> entries = new ArrayList<>();
  private long firstIndex;
  private Optional<Snapshot> snapshot = Optional.empty();

  /** Begins behind the durable log. */
  Unstable(long firstIndex) {
    this.firstIndex = firstIndex;
  }

  /** Index of the first entry that is not durable, or where it would be. */
  long firstIndex() {
    return firstIndex;
  }

  long lastIndex() {
    return firstIndex + entries.size() - 1;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  Optional<Snapshot> snapshot() {
    return snapshot;
  }

  Entry entry(long index) {
    return entries.get((int) (index - firstIndex));
  }

  /** Appends behind the last entry. */
  void append(Entry entry) {
    entries.add(entry);
  }

  /** Drops all entries from an index on, which may lie in the durable part. */
  void truncate(long from) {
    if (from <= firstIndex) {
      entries.clear();
      firstIndex = from;
    } else {
      entries.subList((int) (from - firstIndex), entries.size()).clear();
    }
  }

  /** A copy of the entries from one index to before another. */
  List<Entry> slice(long from, long to) {
    return List.copyOf(entries.subList((int) (from - firstIndex), (int) (to - firstIndex)));
  }

  /** Everything up to an entry is durable, unless the entry was replaced meanwhile. */
  void stableTo(long index, long term) {
    if (index < firstIndex || index > lastIndex() || entry(index).getTerm() != term) {
      return;
    }
    entries.subList(0, (int) (index - firstIndex) + 1).clear();
    firstIndex = index + 1;
  }

  /** The snapshot of this index is installed. */
  void installed(long snapshotIndex) {
    if (snapshot.filter(it -> it.getMetadata().getIndex() == snapshotIndex).isPresent()) {
      snapshot = Optional.empty();
    }
  }

  /** The log becomes this snapshot and nothing behind it. */
  void restore(Snapshot from) {
    entries.clear();
    firstIndex = from.getMetadata().getIndex() + 1;
    snapshot = Optional.of(from);
  }
}
