package io.drydock.node.raft;

/** What became of something that was handed to raft. Only the first two mean that it goes on. */
public enum Verdict {
  /** Taken. For a proposal: appended to the leader's own log, not yet durable. */
  TAKEN,
  /** Passed on to the leader, from where nothing comes back when it is lost. */
  FORWARDED,
  /** Refused: there is no leader that is known of. */
  NO_LEADER,
  /** Refused: the leader is handing over its leadership. */
  TRANSFERRING,
  /** Refused: too many bytes wait for a quorum already. */
  UNCOMMITTED_LIMIT,
  /** Refused: a change of the configuration is under way, and only its end would be taken. */
  CONF_CHANGE_PENDING,
  /** Refused: a change that cannot be applied to the configuration, or cannot be read. */
  CONF_CHANGE_INVALID,
  /** Refused: this member, or the one named, is not in the configuration in the role needed. */
  NOT_A_MEMBER,
  /** Refused: this member may not campaign now, or leads already. */
  NOT_PROMOTABLE,
  /** Ignored: a message of an earlier term. */
  STALE_TERM,
  /** Ignored: a vote that is asked for while the leader is alive. */
  LEADER_ALIVE,
  /** Ignored: an answer from somebody who is not in the configuration. */
  UNKNOWN_SENDER,
  /** Ignored: nothing that this member, in its role, answers. */
  NOT_EXPECTED,
  /** Refused: of a type that no member sends to another, or with numbers beyond 2^63 - 1. */
  MALFORMED;

  /** True when it goes on from here. */
  public boolean isGood() {
    return this == TAKEN || this == FORWARDED;
  }
}
