package io.drydock.node.raft.quorum;

/** How an election stands, given the votes that have come in. */
public enum VoteResult {
  /** Votes still missing can turn it either way. */
  PENDING,
  /** No vote still missing can win it any more. */
  LOST,
  /** Granted by a quorum; no vote still missing can change that. */
  WON
}
