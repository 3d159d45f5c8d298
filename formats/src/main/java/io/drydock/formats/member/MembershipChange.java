package io.drydock.formats.member;

import java.util.Objects;

/** What became of a configuration change from the log. */
public sealed interface MembershipChange {

  /**
   * It took effect.
   *
   * @param after the membership from then on
   */
  record Applied(Membership after) implements MembershipChange {

    /** The membership is required. */
    public Applied {
      Objects.requireNonNull(after, "after");
    }
  }

  /**
   * It is in the log but changed nothing: every member refuses it in the same way, and raft is told
   * of a change to node 0.
   *
   * @param reason why
   */
  record Refused(Refusal reason) implements MembershipChange {

    /** The reason is required. */
    public Refused {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * etcd itself stops at it: an unknown type, a context that is not a member record, or one of
   * another member.
   *
   * @param reason what is wrong
   */
  record Fatal(String reason) implements MembershipChange {

    /** The reason is required. */
    public Fatal {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** Why a change was refused (etcd, {@code ValidateConfigurationChange}). */
  enum Refusal {
    /** A removed id never comes back. */
    ID_REMOVED,
    /** The member to add is there already. */
    ID_EXISTS,
    /** Another member uses one of the peer URLs. */
    PEER_URL_EXISTS,
    /** There is no such member. */
    ID_NOT_FOUND,
    /** The member to promote votes already. */
    NOT_A_LEARNER,
    /** The cluster has as many learners as it may. */
    TOO_MANY_LEARNERS
  }
}
