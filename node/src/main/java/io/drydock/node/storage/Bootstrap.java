package io.drydock.node.storage;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.ClusterId;
import io.drydock.formats.member.ConfChangeContext;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.proto.raftpb.ConfChangeType;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The first entries of a new cluster: each member writes them itself, all members the same bytes,
 * or their logs would never match (etcd 3.4 to 3.7, {@code raft.RawNode.Bootstrap}).
 *
 * @param self the member whose log it is to be
 * @param members all members of the first configuration, self included; in ascending order of ids
 */
public record Bootstrap(MemberId self, List<MemberRecord> members) {

  /** Term of the first entries; the first election makes it 2. */
  static final long TERM = 1;

  /** Sorts the members. */
  public Bootstrap {
    members = members.stream().sorted(Comparator.comparing(MemberRecord::id)).toList();
    if (ids(members).stream().noneMatch(self::equals)) {
      throw new IllegalArgumentException(self + " is not among the first members");
    }
  }

  /** The id that the cluster gets. */
  public ClusterId cluster() {
    return ClusterId.of(ids(members));
  }

  /** One entry a member, from index 1, term 1: it is added, with its record as JSON. */
  List<Entry> entries() {
    var entries = new ArrayList<Entry>();
    for (MemberRecord member : members) {
      Bytes context = new ConfChangeContext.OfMember(member, false).encode();
      var change =
          RaftMessages.confChange(
              0, ConfChangeType.ConfChangeAddNode, member.id().value(), Optional.of(context));
      entries.add(
          RaftMessages.entry(
              EntryType.EntryConfChange,
              new LogPosition(TERM, entries.size() + 1L),
              Optional.of(Bytes.copyOf(change.toByteString()))));
    }
    return entries;
  }

  private static Collection<MemberId> ids(List<MemberRecord> members) {
    return members.stream().map(MemberRecord::id).toList();
  }
}
