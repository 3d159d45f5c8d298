package io.drydock.node.storage;

import io.drydock.formats.wal.WalSegment;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the log and the snapshots are, and how much of them is kept.
 *
 * @param walFolder {@code member/wal}, or what {@code --wal-dir} says
 * @param snapFolder {@code member/snap}
 * @param segmentBytes size of a segment: it is made with it, and cut once it has grown to it
 * @param maxWals segments to keep at least; 0 keeps all
 * @param maxSnapshots {@code .snap} files to keep; 0 keeps all
 * @param catchUpEntries entries kept in memory before a compaction's index, for followers
 */
public record StorageOptions(
    Path walFolder,
    Path snapFolder,
    long segmentBytes,
    int maxWals,
    int maxSnapshots,
    long catchUpEntries) {

  /** What etcd 3.5 keeps for followers. */
  public static final long CATCH_UP_ENTRIES = 5000;

  /** Checks the ranges. */
  public StorageOptions {
    Objects.requireNonNull(walFolder, "walFolder");
    Objects.requireNonNull(snapFolder, "snapFolder");
    if (segmentBytes < 1 || maxWals < 0 || maxSnapshots < 0 || catchUpEntries < 0) {
      throw new IllegalArgumentException("negative or empty limits");
    }
  }

  /** etcd's defaults in a data directory: 5 segments of 64,000,000 bytes, 5 snapshots. */
  public static StorageOptions etcd(Path dataDir) {
    Path member = dataDir.resolve("member");
    return new StorageOptions(
        member.resolve("wal"),
        member.resolve("snap"),
        WalSegment.NOMINAL_BYTES,
        5,
        5,
        CATCH_UP_ENTRIES);
  }
}
