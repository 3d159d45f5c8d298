package io.drydock.node.storage;

import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.write.ResumableFiles;
import io.drydock.formats.wal.write.WalWriter;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The log on disk, as it grows and as its old segments go.
 *
 * <p>Mutable, owned by the engine's thread. After an operation has failed nothing more is written.
 */
final class WalLog implements Closeable {

  private final ResumableFiles files;
  private final StorageOptions options;
  private final WalWriter writer;

  /** A new commit that waits for something to be written with. */
  private Optional<HardState> waiting = Optional.empty();

  WalLog(ResumableFiles files, StorageOptions options, WalWriter writer) {
    this.files = files;
    this.options = options;
    this.writer = writer;
  }

  /**
   * Appends a batch in one write, and forces it to the disk when it has entries or another term or
   * vote; nothing happens without content. A commit that waits goes with it.
   */
  void append(Optional<HardState> hardState, List<Entry> entries) throws IOException {
    Optional<HardState> newest = hardState.or(() -> waiting);
    waiting = Optional.empty();
    if (newest.isPresent() || !entries.isEmpty()) {
      writer.append(newest, entries);
    }
  }

  /**
   * Appends a state of which only the commit is new, together with what comes next: alone it need
   * not be durable, and is not worth a write.
   */
  void appendLater(HardState newCommit) {
    waiting = Optional.of(newCommit);
  }

  /** Writes a commit that waits. */
  void writeCommit() throws IOException {
    append(Optional.empty(), List.of());
  }

  /** Appends that a snapshot's file is there. Durable on return, with all before it. */
  void append(Snapshot snapshot) throws IOException {
    // Etcd passes over a snapshot beyond the commit that stands before it.
    writeCommit();
    writer.append(
        RaftMessages.walSnapshot(
            LogTail.position(snapshot), Optional.of(snapshot.getMetadata().getConfState())));
  }

  /** Forces to the disk what was appended. */
  void sync() throws IOException {
    writeCommit();
    writer.sync();
  }

  /**
   * Deletes the oldest segments beyond the number to keep, but none that a start from this index
   * would read.
   *
   * @return how many
   */
  int purge(long neededIndex) throws IOException {
    if (options.maxWals() == 0) {
      return 0;
    }
    List<WalSegment> segments = WalDirectory.list(options.walFolder()).segments();
    int gone = 0;
    while (segments.size() - gone > options.maxWals()
        && Long.compareUnsigned(segments.get(gone + 1).name().index(), neededIndex) < 0) {
      files.delete(segments.get(gone).path());
      // Else the power could go with a later one gone and this one still there: a gap.
      files.syncFolder(options.walFolder());
      gone++;
    }
    return gone;
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
