package io.drydock.tools.fsck.examine;

import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.Membership;
import io.drydock.formats.proto.raftpb.ConfState;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Who votes and who only learns, as sets of ids, to be compared. */
record Conf(SortedSet<Long> voters, SortedSet<Long> learners) {

  static Conf of(ConfState state) {
    return new Conf(new TreeSet<>(state.getVotersList()), new TreeSet<>(state.getLearnersList()));
  }

  static Conf of(Membership membership) {
    var voters = new TreeSet<Long>();
    var learners = new TreeSet<Long>();
    for (MemberRecord member : membership.members().values()) {
      (member.raft().isLearner() ? learners : voters).add(member.id().value());
    }
    return new Conf(voters, learners);
  }

  /** Both. */
  SortedSet<Long> all() {
    var all = new TreeSet<>(voters);
    all.addAll(learners);
    return all;
  }

  @Override
  public String toString() {
    return "voters " + hex(voters) + (learners.isEmpty() ? "" : " and learners " + hex(learners));
  }

  private static String hex(SortedSet<Long> ids) {
    return ids.stream().map(Long::toHexString).collect(Collectors.joining(", "));
  }
}
