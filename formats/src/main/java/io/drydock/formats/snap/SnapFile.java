package io.drydock.formats.snap;

import io.drydock.formats.Extent;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.proto.raftpb.SnapshotMetadata;
import io.drydock.formats.raft.LogPosition;
import java.lang.foreign.MemorySegment;

/**
 * A raft snapshot as it lies in a {@code .snap} file.
 *
 * <pre>
 * field | type   | meaning, check
 * 1     | uint32 | crc: CRC-32C of field 2, from 0; always written; 0 counts as an empty file
 * 2     | bytes  | data: a raftpb.Snapshot, not empty
 * 2.1   | bytes  | the v2 store as JSON
 * 2.2   | msg    | metadata: conf_state = 1, index = 2, term = 3
 * </pre>
 *
 * <p>Source: etcd 3.4 to 3.7, {@code snap/snapshotter.go} and {@code snappb}. Example of the
 * metadata with one voter, index 130, term 2: {@code 0a 0d 08 8b b1 ba 88 b6 d6 80 e8 83 01 28 00
 * 10 82 01 18 02}. {@code 28 00} (auto_leave) is missing in what etcd 3.3 and {@code etcdutl
 * snapshot restore} 3.7 wrote.
 *
 * <p>The v2 store is a view into the file and lasts until its source is closed; after that each
 * access throws {@link IllegalStateException}.
 */
public final class SnapFile {

  private final Extent at;
  private final int crc;
  private final Extent storeAt;
  private final MemorySegment store;
  private final SnapshotMetadata metadata;

  SnapFile(Extent at, int crc, Extent storeAt, MemorySegment store, SnapshotMetadata metadata) {
    this.at = at;
    this.crc = crc;
    this.storeAt = storeAt;
    this.store = store;
    this.metadata = metadata;
  }

  /** The whole file. */
  public Extent at() {
    return at;
  }

  /** The stored checksum, whether it is right or not. */
  public int crc() {
    return crc;
  }

  /** The last entry that the snapshot holds. */
  public LogPosition position() {
    return new LogPosition(metadata.getTerm(), metadata.getIndex());
  }

  /** The members that raft knew at that entry. */
  public ConfState confState() {
    return metadata.getConfState();
  }

  /** The metadata as stored, with its unknown fields. */
  public SnapshotMetadata metadata() {
    return metadata;
  }

  /** Where the v2 store lies. */
  public Extent storeAt() {
    return storeAt;
  }

  /** The v2 store as JSON, without a copy. */
  public MemorySegment storeView() {
    return store;
  }

  /** The v2 store as JSON; at most {@link Integer#MAX_VALUE} - 8 bytes. */
  public Bytes store() {
    return Bytes.copyOf(store);
  }

  /** The raft snapshot that {@link SnapEncoder#encode} turns into the same file again. */
  public Snapshot raftSnapshot() {
    return Snapshot.newBuilder().setData(store().toByteString()).setMetadata(metadata).build();
  }

  /** Position and size. */
  @Override
  public String toString() {
    return at.file() + " at " + position() + ", v2 store " + store.byteSize() + " B";
  }
}
