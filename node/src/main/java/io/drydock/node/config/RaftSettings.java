package io.drydock.node.config;

/**
 * How members agree.
 *
 * @param heartbeatMillis between a leader's signs of life
 * @param electionMillis without one before an election
 * @param advancesFirstElection whether the first one after a start comes early
 * @param preVote whether members ask before an election
 * @param strictReconfigCheck whether changes that would lose the quorum are refused
 * @param snapshotCount applied entries from snapshot to snapshot
 * @param catchUpEntries kept after a snapshot for slow members
 */
public record RaftSettings(
    int heartbeatMillis,
    int electionMillis,
    boolean advancesFirstElection,
    boolean preVote,
    boolean strictReconfigCheck,
    long snapshotCount,
    long catchUpEntries) {

  /** Heartbeats in an election timeout. */
  public int electionTicks() {
    return electionMillis / heartbeatMillis;
  }
}
