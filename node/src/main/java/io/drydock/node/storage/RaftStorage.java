package io.drydock.node.storage;

import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.node.raft.LogView;
import io.drydock.node.raft.Ready;
import java.io.Closeable;
import java.io.IOException;

/**
 * What a running member's raft keeps: the WAL, the {@code .snap} files, and the log in memory that
 * raft reads.
 *
 * <p>Mutable, owned by the engine's thread, but for the files of snapshots. An {@link IOException}
 * of any method ends the member's work: what is durable then is unknown, and only a new start finds
 * out. Made by {@link StorageBoot}.
 */
public final class RaftStorage implements Closeable {

  private final StorageOptions options;
  private final WalLog wal;
  private final SnapStore snaps;
  private final LogTail tail;

  RaftStorage(StorageOptions options, WalLog wal, SnapStore snaps, LogTail tail) {
    this.options = options;
    this.wal = wal;
    this.snaps = snaps;
    this.tail = tail;
  }

  /** The log as raft reads it: what was saved, no more. */
  public LogView log() {
    return tail;
  }

  /**
   * Saves what a {@link Ready} wants durable, before its messages are sent and its entries applied.
   * Durable on return, but for a commit alone. All that waits in the Ready is one write and one
   * forced sync. A commit alone is written with what comes next, or by {@link #writeCommit}.
   *
   * <p>A snapshot from the leader comes first: its file, its record, then the state, all forced to
   * the disk. The backend that belongs to it is the caller's to install, before this.
   */
  public void save(Ready ready) throws IOException {
    if (ready.snapshot().isPresent()) {
      Snapshot received = ready.snapshot().get();
      snaps.save(received);
      wal.append(received);
      wal.append(ready.hardState(), ready.entries());
      wal.sync();
      tail.install(received);
    } else if (ready.mustSync()) {
      wal.append(ready.hardState(), ready.entries());
    } else {
      ready.hardState().ifPresent(wal::appendLater);
    }
    tail.append(ready.entries());
  }

  /**
   * Writes the newest commit where that waits for something to be written with, so that who reads
   * the log of a running member sees it; not durable.
   */
  public void writeCommit() throws IOException {
    wal.writeCommit();
  }

  /**
   * Writes the file of a snapshot of this member's own state; durable on return. {@link
   * #recordSnapshot} follows. Any thread may do that, one at a time and apart from {@link Purge}.
   *
   * <p>The backend must be durable up to the snapshot's index before, for a start from it reads the
   * log only from there on.
   *
   * @param snapshot up to an entry that is committed and applied, with the configuration there and
   *     the v2 store as JSON
   */
  public void writeSnapshot(Snapshot snapshot) throws IOException {
    snaps.save(snapshot);
  }

  /** Records in the WAL that the file of a snapshot is there. Durable on return. */
  public void recordSnapshot(Snapshot snapshot) throws IOException {
    wal.append(snapshot);
    tail.made(snapshot);
  }

  /**
   * Forgets entries in memory up to an index, but for those kept for followers that lag behind.
   *
   * @param appliedIndex at most what was applied; while there are other members no more than the
   *     index of the newest snapshot, or a follower may find neither entries nor snapshot
   */
  public void compact(long appliedIndex) {
    tail.compactTo(appliedIndex - options.catchUpEntries());
  }

  /**
   * Forgets all entries in memory up to an index: for a member that is alone, which nobody asks for
   * them.
   *
   * @param appliedIndex at most what was applied
   */
  public void forget(long appliedIndex) {
    tail.compactTo(appliedIndex);
  }

  /**
   * Says which segments and {@code .snap} files beyond the numbers to keep can go. Segments that a
   * start needs stay: those from the newest snapshot on, and those from what the backend has
   * durable.
   *
   * @param backendIndex up to here the backend is durable
   * @return deletes them; any thread may run it, one at a time and apart from {@link
   *     #writeSnapshot}
   */
  public Purge purge(long backendIndex) {
    if (backendIndex < 0) {
      throw new IllegalArgumentException("durable up to " + backendIndex);
    }
    long needed = Math.min(tail.newestSnapshotIndex(), backendIndex);
    return () -> new Purged(wal.purge(needed), snaps.purge());
  }

  /** The deletion of what is not needed. */
  @FunctionalInterface
  public interface Purge {

    /** Deletes. */
    Purged run() throws IOException;
  }

  /**
   * What was deleted.
   *
   * @param segments of the WAL
   * @param snapshots {@code .snap} files
   */
  public record Purged(int segments, int snapshots) {}

  /** Forces to the disk what was saved, commits too: for a clean stop. */
  public void sync() throws IOException {
    wal.sync();
  }

  /** Gives up the lock on the log. */
  @Override
  public void close() throws IOException {
    wal.close();
  }
}
