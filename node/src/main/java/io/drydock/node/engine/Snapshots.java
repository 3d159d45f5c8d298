package io.drydock.node.engine;

import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.snap.SnapEncoder;
import io.drydock.node.backend.RocksStore;
import io.drydock.node.membership.Cluster;
import io.drydock.node.storage.RaftStorage;
import java.io.IOException;
import java.util.Optional;

/**
 * Makes a raft snapshot every so many entries, so that the log can be cut off behind it. Used by
 * the engine's thread.
 *
 * <p>What it holds is taken at once; the file is written when the backend is durable up to there,
 * which takes a flush that nobody waits for.
 */
final class Snapshots {

  private final RaftStorage storage;
  private final RocksStore backend;
  private final Cluster cluster;
  private final long every;
  private long lastIndex;
  private Optional<Snapshot> pending = Optional.empty();

  /**
   * Begins.
   *
   * @param every so many applied entries after the last one
   * @param lastIndex of the newest snapshot; 0 without one
   */
  Snapshots(RaftStorage storage, RocksStore backend, Cluster cluster, long every, long lastIndex) {
    this.storage = storage;
    this.backend = backend;
    this.cluster = cluster;
    this.every = every;
    this.lastIndex = lastIndex;
  }

  /** Entries were applied, up to this one; raft's configuration is that there. */
  void applied(LogPosition last, ConfState confState) {
    if (pending.isEmpty() && last.index() - lastIndex > every) {
      pending = Optional.of(SnapEncoder.snapshot(last, confState, cluster.storeJson()));
      backend.requestFlush();
    }
  }

  /** Goes on with what was begun, and deletes what is not needed any more; asked once a tick. */
  void proceed() throws IOException {
    if (pending.isEmpty()) {
      return;
    }
    long index = pending.get().getMetadata().getIndex();
    long durable = backend.durable().index();
    if (durable < index) {
      return;
    }
    storage.saveSnapshot(pending.get());
    storage.compact(index);
    storage.purge(durable);
    lastIndex = index;
    pending = Optional.empty();
  }
}
