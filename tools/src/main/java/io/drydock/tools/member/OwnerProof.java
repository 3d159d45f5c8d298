package io.drydock.tools.member;

import io.drydock.formats.member.ClusterId;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.Membership;
import io.drydock.formats.wal.replay.LogReplay;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether a damaged metadata record says the truth. A cluster's id is made of the ids that its
 * first members have (etcd 3.4 to 3.7), so a record that names it, and one of the members, is right
 * where they are still the same.
 */
public final class OwnerProof {

  private OwnerProof() {}

  /** The owner that is claimed, if the members prove it. */
  public static Optional<LogReplay.Owner> of(
      Optional<LogReplay.Owner> claimed, Optional<Membership> members) {
    SortedMap<MemberId, MemberRecord> all =
        members.map(Membership::members).orElseGet(TreeMap::new);
    return claimed
        .filter(owner -> all.containsKey(new MemberId(owner.nodeId())))
        .filter(owner -> ClusterId.of(List.copyOf(all.keySet())).value() == owner.clusterId());
  }
}
