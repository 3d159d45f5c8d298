package io.drydock.node.raft;

import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.node.raft.progress.Progress;
import java.util.List;

/**
 * A member at one moment.
 *
 * @param id of the member
 * @param softState leader and role
 * @param hardState term, vote and commit, as they are now, durable or not
 * @param appliedIndex up to here committed entries were handed out and advanced over
 * @param lastIndex of the log, durable or not
 * @param transferee to whom leadership is being handed over; 0 for nobody
 * @param confState the configuration
 * @param peers what a leader knows of the others, by ascending id; empty on all others
 */
public record RaftStatus(
    long id,
    SoftState softState,
    HardState hardState,
    long appliedIndex,
    long lastIndex,
    long transferee,
    ConfState confState,
    List<Peer> peers) {

  /**
   * What a leader knows of another member.
   *
   * @param id of that member
   * @param state how the leader sends to it
   * @param match last index known to be in its log
   * @param next index of the next entry to send
   * @param inflightMessages appends on their way
   * @param isRecentlyActive heard of in this interval of the check for a quorum
   */
  public record Peer(
      long id,
      Progress.State state,
      long match,
      long next,
      int inflightMessages,
      boolean isRecentlyActive) {}
}
