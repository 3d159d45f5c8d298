package io.drydock.node.testing;

import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.raft.LogPosition;
import io.drydock.node.raft.LogView;
import io.drydock.node.raft.RaftStart;
import io.drydock.node.raft.RawNode;
import io.drydock.node.raft.Ready;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A disk for one member, in memory: log, hard state and snapshot. */
public final class MemoryLog implements LogView {

  private final List<Entry> entries = new ArrayList<>();
  private LogPosition before = LogPosition.ZERO;
  private HardState hardState = HardState.getDefaultInstance();
  private Optional<Snapshot> snapshot = Optional.empty();

  /** An empty disk. */
  public MemoryLog() {}

  /** A disk with the same on it. */
  public MemoryLog copy() {
    var copy = new MemoryLog();
    copy.entries.addAll(entries);
    copy.before = before;
    copy.hardState = hardState;
    copy.snapshot = snapshot;
    return copy;
  }

  /** Takes in what raft wants durable. */
  public void save(Ready ready) {
    ready.hardState().ifPresent(state -> hardState = state);
    ready.snapshot().ifPresent(this::install);
    append(ready.entries());
  }

  /** Saves all that a member wants durable, hands it on, and advances, until there is no more. */
  public void drain(RawNode node, Consumer<Ready> rest) {
    while (node.hasReady()) {
      Ready ready = node.ready();
      save(ready);
      rest.accept(ready);
      node.advance();
    }
  }

  /** Writes entries over what is there from the first of them on. */
  public void append(List<Entry> more) {
    if (more.isEmpty()) {
      return;
    }
    int keep = (int) (more.getFirst().getIndex() - firstIndex());
    entries.subList(keep, entries.size()).clear();
    entries.addAll(more);
  }

  /** Takes a snapshot up to an index and drops the entries up to another one. */
  public void compact(long snapshotIndex, ConfState confState, long dropTo) {
    long term = term(snapshotIndex);
    var made = Snapshot.newBuilder();
    made.getMetadataBuilder().setIndex(snapshotIndex).setTerm(term).setConfState(confState);
    snapshot = Optional.of(made.build());
    LogPosition dropped = new LogPosition(term(dropTo), dropTo);
    entries.subList(0, (int) (dropTo - before.index())).clear();
    before = dropped;
  }

  /** Where a member goes on from this disk, having applied nothing behind the snapshot. */
  public RaftStart start() {
    return new RaftStart(
        hardState,
        snapshot.map(it -> it.getMetadata().getConfState()).orElse(ConfState.getDefaultInstance()),
        snapshot.map(it -> it.getMetadata().getIndex()).orElse(0L));
  }

  /** Up to where the snapshot reaches; 0 without one. */
  public long snapshotIndex() {
    return snapshot.map(it -> it.getMetadata().getIndex()).orElse(0L);
  }

  /** The last hard state. */
  public HardState hardState() {
    return hardState;
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
    return index == before.index() ? before.term() : entry(index).getTerm();
  }

  @Override
  public List<Entry> entries(long from, long to, long bytesMax) {
    var found = new ArrayList<Entry>();
    long bytes = 0;
    for (long index = from; index < to; index++) {
      bytes += entry(index).getSerializedSize();
      if (bytes > bytesMax && !found.isEmpty()) {
        break;
      }
      found.add(entry(index));
    }
    return found;
  }

  @Override
  public Optional<Snapshot> snapshot() {
    return snapshot;
  }

  private Entry entry(long index) {
    return entries.get((int) (index - firstIndex()));
  }

  private void install(Snapshot it) {
    snapshot = Optional.of(it);
    entries.clear();
    before = new LogPosition(it.getMetadata().getTerm(), it.getMetadata().getIndex());
  }
}
