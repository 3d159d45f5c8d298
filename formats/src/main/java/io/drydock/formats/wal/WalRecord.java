package io.drydock.formats.wal;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.raft.LogPosition;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * One record of the WAL. All u64 values are {@code long}s to be read as unsigned; fields that are
 * absent are 0, as every etcd reads them.
 *
 * <p>Every record keeps its {@link WalEnvelope}, out of which it can be written again byte for
 * byte. The envelope is a view into the file: see there how long it lasts.
 */
public sealed interface WalRecord {

  /** The message that the record was read from. */
  WalEnvelope envelope();

  /**
   * Whose WAL this is ({@code etcdserverpb.Metadata}). The second record of every segment, the same
   * in all of them.
   *
   * @param envelope the record as stored
   * @param nodeId this member
   * @param clusterId its cluster
   */
  record MetadataRecord(WalEnvelope envelope, long nodeId, long clusterId) implements WalRecord {}

  /**
   * One entry of the raft log ({@code raftpb.Entry}). A later record of the same index replaces
   * this one and all that follow it in the log.
   *
   * @param envelope the record as stored
   * @param entryType 0 normal, 1 conf change, 2 conf change v2; etcd writes no other
   * @param position term and index
   * @param payload the entry's data without a copy; empty for the entry of a new leader
   */
  record EntryRecord(
      WalEnvelope envelope, int entryType, LogPosition position, MemorySegment payload)
      implements WalRecord {

    /** {@link #entryType} of a request. */
    public static final int NORMAL = 0;

    /** {@link #entryType} of a {@code raftpb.ConfChange}. */
    public static final int CONF_CHANGE = 1;

    /** {@link #entryType} of a {@code raftpb.ConfChangeV2}; a server that meets one panics. */
    public static final int CONF_CHANGE_V2 = 2;

    /** Raft term of the entry. */
    public long term() {
      return position.term();
    }

    /** Raft index of the entry. */
    public long index() {
      return position.index();
    }

    /** A copy of the entry's data. */
    public Bytes payloadBytes() {
      return Bytes.copyOf(payload);
    }

    /** The whole entry as a message: what members send each other. */
    public Entry message() {
      try {
        return Entry.parseFrom(envelope.dataView().asByteBuffer());
      } catch (InvalidProtocolBufferException undecodable) {
        throw new IllegalStateException("an entry that was decoded before", undecodable);
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof EntryRecord that && envelope.equals(that.envelope);
    }

    @Override
    public int hashCode() {
      return envelope.hashCode();
    }
  }

  /**
   * What the member must not forget ({@code raftpb.HardState}): the last one counts. Written after
   * the entries of the same batch.
   *
   * @param envelope the record as stored
   * @param term the newest term the member has seen
   * @param vote whom it voted for in that term; 0 for nobody
   * @param commit index of the last entry known to be committed
   */
  record HardStateRecord(WalEnvelope envelope, long term, long vote, long commit)
      implements WalRecord {}

  /**
   * The running checksum at the start of a segment.
   *
   * @param envelope the record as stored; its crc is the value
   */
  record CrcRecord(WalEnvelope envelope) implements WalRecord {}

  /**
   * A snapshot exists ({@code walpb.Snapshot}). Valid when its index is not beyond the commit of
   * the last {@link HardStateRecord}.
   *
   * @param envelope the record as stored
   * @param position last entry that the snapshot holds; {0, 0} is the empty state
   * @param confState the members at that entry; written since etcd 3.5, never with {0, 0}
   */
  record SnapshotRecord(WalEnvelope envelope, LogPosition position, Optional<ConfState> confState)
      implements WalRecord {}

  /**
   * A record that no known etcd would write: of another type, or of a known type with data that is
   * not that message. Its checksum is right.
   *
   * @param envelope the record as stored
   */
  record UnknownRecord(WalEnvelope envelope) implements WalRecord {}
}
