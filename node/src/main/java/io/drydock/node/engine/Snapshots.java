package io.drydock.node.engine;

import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.snap.SnapEncoder;
import io.drydock.node.StopException;
import io.drydock.node.backend.RocksStore;
import io.drydock.node.membership.Cluster;
import io.drydock.node.storage.RaftStorage;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Makes a raft snapshot every so many entries, so that the log can be cut off behind it. Used by
 * the engine's thread.
 *
 * <p>What it holds is taken at once; the file is written when the backend is durable up to there,
 * which takes a flush that nobody waits for. Files are written and deleted by a thread of their
 * own: the engine looks in with every tick, and waits for none of them.
 */
final class Snapshots implements AutoCloseable {

  private final RaftStorage storage;
  private final RocksStore backend;
  private final Cluster cluster;
  private final long every;
  private final ExecutorService files =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("snapshot files").daemon().factory());
  private long lastIndex;
  private Optional<Snapshot> pending = Optional.empty();
  private Optional<Future<?>> writing = Optional.empty();
  private Optional<Future<?>> purging = Optional.empty();

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

  /**
   * Goes on with what was begun, and deletes what is not needed any more; asked once a tick.
   *
   * @throws IOException when a file could not be written or deleted
   */
  void proceed() throws IOException {
    if (isDone(purging)) {
      purging = Optional.empty();
    }
    if (pending.isEmpty() || purging.isPresent()) {
      return;
    }
    Snapshot snapshot = pending.get();
    if (writing.isEmpty()) {
      if (backend.durable().index() >= snapshot.getMetadata().getIndex()) {
        writing = Optional.of(files.submit(() -> writeFile(snapshot)));
      }
    } else if (isDone(writing)) {
      writing = Optional.empty();
      pending = Optional.empty();
      record(snapshot);
    }
  }

  private boolean writeFile(Snapshot snapshot) throws IOException {
    storage.writeSnapshot(snapshot);
    return true;
  }

  private void record(Snapshot snapshot) throws IOException {
    storage.recordSnapshot(snapshot);
    lastIndex = snapshot.getMetadata().getIndex();
    storage.compact(lastIndex);
    RaftStorage.Purge unneeded = storage.purge(backend.durable().index());
    purging = Optional.of(files.submit(unneeded::run));
  }

  /** True when it was begun and has ended well. */
  private static boolean isDone(Optional<Future<?>> errand) throws IOException {
    if (errand.isEmpty() || !errand.get().isDone()) {
      return false;
    }
    if (errand.get().state() == Future.State.SUCCESS) {
      return true;
    }
    Throwable why = errand.get().exceptionNow();
    if (why instanceof IOException failure) {
      throw new IOException(failure.getMessage(), failure);
    }
    throw new StopException(String.valueOf(why.getMessage()), why);
  }

  /**
   * Waits for files that are being written or deleted. A file without its record in the log is
   * passed over at the next start.
   */
  @Override
  public void close() {
    files.close();
  }
}
