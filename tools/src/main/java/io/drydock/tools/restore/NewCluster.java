package io.drydock.tools.restore;

import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.ClusterId;
import io.drydock.formats.member.ConfChangeContext;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.Membership;
import io.drydock.formats.member.RaftAttributes;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfChangeType;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.snap.SnapEncoder;
import io.drydock.formats.v2store.V2Cluster;
import io.drydock.formats.v2store.V2Generator;
import io.drydock.formats.v2store.V2Store;
import io.drydock.tools.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What follows from a cluster's specification: ids, and a log in which each member was added, at
 * term 1, and all of it committed. The same for all members (etcd 3.4 to 3.7, {@code etcdutl
 * snapshot restore}). Forms by release:
 *
 * <pre>
 *                                  | 3.4    | 3.5    | 3.6    | 3.7
 * ---------------------------------+--------+--------+--------+-------
 * id 0 in the configuration change | 08 00  | 08 00  | 08 00  | absent
 * auto_leave false (.snap and WAL) | 28 00  | 28 00  | 28 00  | absent
 * conf_state in the WAL's record   | absent | there  | there  | there
 * v2 store of the .snap file       | as a server's   | generated, one failed get
 * </pre>
 *
 * @param members ascending by id
 * @param clusterId of the new cluster
 * @param line whose form the files have
 */
record NewCluster(List<MemberRecord> members, ClusterId clusterId, ReleaseLine line) {

  private static final long TERM = 1;

  NewCluster {
    members = List.copyOf(members);
  }

  /**
   * Works out the ids.
   *
   * @throws UsageException when two members have the same id
   */
  static NewCluster of(ClusterSpec spec, ReleaseLine line) {
    List<MemberRecord> members = new ArrayList<>();
    for (var member : spec.members().entrySet()) {
      MemberId id = MemberId.ofBootstrap(member.getValue(), spec.token());
      members.add(
          new MemberRecord(
              id,
              new RaftAttributes(member.getValue(), false),
              new MemberAttributes(member.getKey(), List.of())));
    }
    members.sort((one, other) -> one.id().compareTo(other.id()));
    for (int i = 1; i < members.size(); i++) {
      if (members.get(i).id().equals(members.get(i - 1).id())) {
        throw new UsageException(
            "--initial-cluster: two members get the id " + members.get(i).id());
      }
    }
    var ids = members.stream().map(MemberRecord::id).toList();
    return new NewCluster(members, ClusterId.of(ids), line);
  }

  /** The member of this name. */
  MemberRecord member(String name) {
    return members.stream()
        .filter(member -> member.attributes().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The last entry of the log. */
  LogPosition end() {
    return new LogPosition(TERM, members.size());
  }

  /** One entry for each member. */
  List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (MemberRecord member : members) {
      var position = new LogPosition(TERM, entries.size() + 1L);
      Bytes change = Bytes.copyOf(addition(member).toByteString());
      entries.add(RaftMessages.entry(EntryType.EntryConfChange, position, Optional.of(change)));
    }
    return entries;
  }

  private ConfChange addition(MemberRecord member) {
    Bytes context = new ConfChangeContext.OfMember(member, false).encode();
    ConfChange change =
        RaftMessages.confChange(
            0, ConfChangeType.ConfChangeAddNode, member.id().value(), Optional.of(context));
    return isSince37() ? change.toBuilder().clearId().build() : change;
  }

  /** All committed, by the vote of the member with the smallest id. */
  HardState hardState() {
    return RaftMessages.hardState(TERM, members.getFirst().id().value(), members.size());
  }

  private ConfState confState() {
    List<Long> voters = members.stream().map(member -> member.id().value()).toList();
    ConfState state = RaftMessages.confState(voters, List.of());
    return isSince37() ? state.toBuilder().clearAutoLeave().build() : state;
  }

  /** The head of a member's WAL. */
  Metadata walMetadata(MemberRecord self) {
    return Metadata.newBuilder()
        .setNodeID(self.id().value())
        .setClusterID(clusterId.value())
        .build();
  }

  /** The WAL's record of the snapshot; 3.4 does not know the configuration there. */
  io.drydock.formats.proto.walpb.Snapshot walSnapshot() {
    return RaftMessages.walSnapshot(
        end(), line == ReleaseLine.V3_4 ? Optional.empty() : Optional.of(confState()));
  }

  /** The WAL's record of the empty state before the first entry. */
  io.drydock.formats.proto.walpb.Snapshot emptySnapshot() {
    return RaftMessages.walSnapshot(new LogPosition(0, 0), Optional.empty());
  }

  /** What the {@code .snap} file holds. */
  Snapshot raftSnapshot() {
    return SnapEncoder.snapshot(end(), confState(), store());
  }

  private Bytes store() {
    V2Store store =
        line.compareTo(ReleaseLine.V3_6) < 0
            ? V2Generator.restored(members)
            : V2Generator.generate(
                members, new V2Cluster(Membership.of(members), Optional.empty()));
    return store.encode();
  }

  private boolean isSince37() {
    return line.compareTo(ReleaseLine.V3_7) >= 0;
  }
}
