package io.drydock.node.raft;

/**
 * How a member takes part; the same on all members of a cluster but for the id.
 *
 * @param id of this member; not 0
 * @param electionTicks a follower that hears nothing campaigns after this many to twice as many
 *     ticks; more than {@code heartbeatTicks}
 * @param heartbeatTicks a leader sends heartbeats every so many ticks
 * @param messageBytesMax serialized entries in one append message, and those committed in one
 *     {@link Ready}; a single larger entry passes
 * @param inflightMessagesMax appends on the way to one member
 * @param inflightBytesMax bytes of entries on the way to one member
 * @param uncommittedBytesMax payload that may wait for a quorum at a leader; a single larger
 *     proposal passes when nothing waits
 * @param hasPreVote whether to ask before an election if it could be won
 * @param hasCheckQuorum whether a leader steps down that hears no quorum, and a follower that hears
 *     its leader ignores candidates
 */
public record RaftConfig(
    long id,
    int electionTicks,
    int heartbeatTicks,
    long messageBytesMax,
    int inflightMessagesMax,
    long inflightBytesMax,
    long uncommittedBytesMax,
    boolean hasPreVote,
    boolean hasCheckQuorum) {

  /** Checks the ranges. */
  public RaftConfig {
    if (id == 0) {
      throw new IllegalArgumentException("a member id of 0 is nobody's");
    }
    if (heartbeatTicks < 1 || electionTicks <= heartbeatTicks) {
      throw new IllegalArgumentException(
          "election after " + electionTicks + " ticks, heartbeat after " + heartbeatTicks);
    }
    if (messageBytesMax < 1 || inflightMessagesMax < 1 || inflightBytesMax < 1) {
      throw new IllegalArgumentException("a window that lets nothing through");
    }
    if (uncommittedBytesMax < 1) {
      throw new IllegalArgumentException("no room for a proposal");
    }
  }

  /**
   * What etcd 3.5 gives its raft: messages of 1 MiB, 512 of them on the way, no other limits;
   * pre-vote and check-quorum on; a heartbeat every tick.
   *
   * @param electionTicks election timeout in heartbeat intervals, 10 with etcd's defaults
   */
  public static RaftConfig etcd(long id, int electionTicks) {
    long unlimited = Long.MAX_VALUE;
    return new RaftConfig(id, electionTicks, 1, 1 << 20, 512, unlimited, unlimited, true, true);
  }
}
