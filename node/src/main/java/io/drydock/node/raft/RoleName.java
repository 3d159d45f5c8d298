package io.drydock.node.raft;

/** What a member is in its current term. */
public enum RoleName {
  /** Follows a leader, or waits for one. */
  FOLLOWER,
  /** Asks whether an election could be won, without a new term yet. */
  PRE_CANDIDATE,
  /** Asks for votes in a new term. */
  CANDIDATE,
  /** Was elected by a quorum; the only one in its term. */
  LEADER
}
