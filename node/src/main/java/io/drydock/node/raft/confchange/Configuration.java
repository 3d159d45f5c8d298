package io.drydock.node.raft.confchange;

import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.node.raft.quorum.Joint;
import io.drydock.node.raft.quorum.Majority;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The members that vote, and those that only receive the log. Ids are u64, in unsigned order.
 *
 * @param voters two halves while the configuration is joint, else the outgoing one is empty
 * @param learners receive the log and count for nothing
 * @param learnersNext voters of the outgoing half that become learners when the joint configuration
 *     is left
 * @param isAutoLeave whether the leader leaves the joint configuration by itself
 */
public record Configuration(
    Joint voters, SortedSet<Long> learners, SortedSet<Long> learnersNext, boolean isAutoLeave) {

  /** Nobody: the configuration of a member before its first entry. */
  public static final Configuration EMPTY =
      new Configuration(
          new Joint(Majority.of(), Majority.of()),
          Collections.emptySortedSet(),
          Collections.emptySortedSet(),
          false);

  /**
   * Copies the sets.
   *
   * @throws IllegalArgumentException when a learner votes, when one that is to become a learner is
   *     no outgoing voter, or when something of a joint configuration stands in one that is not
   */
  public Configuration {
    learners = sorted(learners);
    learnersNext = sorted(learnersNext);
    for (long learner : learners) {
      require(!isIn(voters, learner), "a learner that votes", learner);
      require(!learnersNext.contains(learner), "a learner that is to become one", learner);
    }
    for (long leaving : learnersNext) {
      require(voters.outgoing().contains(leaving), "no outgoing voter", leaving);
      require(!voters.incoming().contains(leaving), "an incoming voter to demote", leaving);
    }
    if (isAutoLeave && voters.outgoing().size() == 0) {
      throw new IllegalArgumentException("nothing to leave: the configuration is not joint");
    }
  }

  /**
   * The configuration that a snapshot or the backend recorded.
   *
   * @throws IllegalArgumentException when it contradicts itself
   */
  public static Configuration of(ConfState state) {
    return new Configuration(
        new Joint(majority(state.getVotersList()), majority(state.getVotersOutgoingList())),
        sorted(state.getLearnersList()),
        sorted(state.getLearnersNextList()),
        state.getAutoLeave());
  }

  /** The same as a message: ids in ascending order, {@code auto_leave} always written. */
  public ConfState confState() {
    return ConfState.newBuilder()
        .addAllVoters(voters.incoming().ids())
        .addAllLearners(learners)
        .addAllVotersOutgoing(voters.outgoing().ids())
        .addAllLearnersNext(learnersNext)
        .setAutoLeave(isAutoLeave)
        .build();
  }

  /** True while two configurations decide together. */
  public boolean isJoint() {
    return voters.outgoing().size() > 0;
  }

  /** True when the member votes in either half. */
  public boolean isVoter(long memberId) {
    return isIn(voters, memberId);
  }

  /** True when the member is here in any role. */
  public boolean contains(long memberId) {
    return isVoter(memberId) || learners.contains(memberId);
  }

  /** True when this member alone decides. */
  public boolean isLoneVoter(long memberId) {
    return !isJoint() && voters.incoming().size() == 1 && voters.incoming().contains(memberId);
  }

  /** All members, in ascending order. */
  public SortedSet<Long> members() {
    SortedSet<Long> all = sorted(learners);
    var members = new TreeSet<>(all);
    members.addAll(voters.incoming().ids());
    members.addAll(voters.outgoing().ids());
    return members;
  }

  static TreeSet<Long> mutable(Collection<Long> ids) {
    var set = new TreeSet<Long>(Long::compareUnsigned);
    set.addAll(ids);
    return set;
  }

  static Majority majority(Collection<Long> ids) {
    return Majority.of(ids.stream().mapToLong(Long::longValue).toArray());
  }

  private static SortedSet<Long> sorted(Collection<Long> ids) {
    return Collections.unmodifiableSortedSet(mutable(ids));
  }

  private static boolean isIn(Joint voters, long memberId) {
    return voters.incoming().contains(memberId) || voters.outgoing().contains(memberId);
  }

  private static void require(boolean isSo, String breach, long memberId) {
    if (!isSo) {
      throw new IllegalArgumentException(breach + ": " + Long.toHexString(memberId));
    }
  }
}
