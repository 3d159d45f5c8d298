package io.drydock.node.engine;

import io.drydock.node.apply.Stores;
import io.drydock.node.backend.RocksStore;
import io.drydock.node.raft.RawNode;
import io.drydock.node.storage.DataDirLock;
import io.drydock.node.storage.RaftStorage;
import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A member that is open and does nothing yet.
 *
 * @param lock of its directory
 * @param storage raft's log
 * @param backend its rows
 * @param raft at the end of the log
 * @param stores what entries change
 * @param snapshotIndex of the newest raft snapshot; 0 without one
 * @param random for what must not happen to all members at once
 * @param notes what was found and done, for the log
 */
record Booted(
    DataDirLock lock,
    RaftStorage storage,
    RocksStore backend,
    RawNode raft,
    Stores stores,
    long snapshotIndex,
    RandomGenerator random,
    List<String> notes) {

  /** Closes all of it; the backend is durable then. */
  void close() throws IOException {
    try (lock;
        storage) {
      backend.close();
    }
  }
}
