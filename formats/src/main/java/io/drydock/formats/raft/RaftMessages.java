package io.drydock.formats.raft;

import com.google.protobuf.ByteString;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfChangeType;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.proto.walpb.Snapshot;
import java.util.List;
import java.util.Optional;

/**
 * Raft's messages in the form that etcd 3.4 to 3.6 write and every etcd reads: all scalars present,
 * zeros too. etcd 3.7 leaves some out when it is the one that proposes; bytes of its entries are
 * kept by passing its messages on, not by making them here.
 */
public final class RaftMessages {

  private RaftMessages() {}

  /**
   * An entry.
   *
   * @param data absent for the entry of a new leader
   */
  public static Entry entry(EntryType type, LogPosition position, Optional<Bytes> data) {
    var entry =
        Entry.newBuilder().setType(type).setTerm(position.term()).setIndex(position.index());
    data.map(Bytes::toByteString).ifPresent(entry::setData);
    return entry.build();
  }

  /**
   * What a member must not forget.
   *
   * @param vote member id; 0 for nobody
   * @param commit raft index
   */
  public static HardState hardState(long term, long vote, long commit) {
    return HardState.newBuilder().setTerm(term).setVote(vote).setCommit(commit).build();
  }

  /** A configuration that is not joint. */
  public static ConfState confState(List<Long> voters, List<Long> learners) {
    return ConfState.newBuilder()
        .addAllVoters(voters)
        .addAllLearners(learners)
        .setAutoLeave(false)
        .build();
  }

  /**
   * A change of one member.
   *
   * @param requestId 0 at bootstrap
   * @param context the member as JSON; absent for a removal
   */
  public static ConfChange confChange(
      long requestId, ConfChangeType type, long nodeId, Optional<Bytes> context) {
    var change = ConfChange.newBuilder().setId(requestId).setType(type).setNodeId(nodeId);
    Optional<ByteString> json = context.map(Bytes::toByteString);
    json.ifPresent(change::setContext);
    return change.build();
  }

  /**
   * The WAL's record of a snapshot.
   *
   * @param confState absent for {0, 0}, and in etcd 3.4
   */
  public static Snapshot walSnapshot(LogPosition position, Optional<ConfState> confState) {
    var snapshot = Snapshot.newBuilder().setIndex(position.index()).setTerm(position.term());
    confState.ifPresent(snapshot::setConfState);
    return snapshot.build();
  }
}
