package io.drydock.node.raft;

import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.Message;

/** Which messages from outside raft may be given at all. */
final class Incoming {

  private Incoming() {}

  /**
   * False for types that are local to a member, for a message of a term without the term, for
   * numbers beyond 2^63 - 1, for entries that do not follow each other, and for a snapshot that
   * names no voter.
   */
  static boolean isWellFormed(Message message) {
    boolean isSigned =
        message.getTerm() >= 0
            && message.getIndex() >= 0
            && message.getLogTerm() >= 0
            && message.getCommit() >= 0
            && message.getRejectHint() >= 0;
    return isSigned
        && message.getFrom() != Raft.NONE
        && switch (message.getType()) {
          case MsgProp, MsgReadIndex -> true;
          case MsgApp -> hasTerm(message) && isInSequence(message);
          case MsgSnap -> hasTerm(message) && isSnapshot(message);
          case MsgAppResp,
              MsgVote,
              MsgVoteResp,
              MsgPreVote,
              MsgPreVoteResp,
              MsgHeartbeat,
              MsgHeartbeatResp,
              MsgTransferLeader,
              MsgTimeoutNow,
              MsgReadIndexResp ->
              hasTerm(message);
          case MsgHup,
              MsgBeat,
              MsgCheckQuorum,
              MsgUnreachable,
              MsgSnapStatus,
              MsgStorageAppend,
              MsgStorageAppendResp,
              MsgStorageApply,
              MsgStorageApplyResp,
              MsgForgetLeader,
              UNRECOGNIZED ->
              false;
        };
  }

  private static boolean hasTerm(Message message) {
    return message.getTerm() > 0;
  }

  private static boolean isInSequence(Message message) {
    long index = message.getIndex();
    long term = message.getLogTerm();
    for (Entry entry : message.getEntriesList()) {
      index++;
      if (entry.getIndex() != index || entry.getTerm() < term) {
        return false;
      }
      term = entry.getTerm();
    }
    return term <= message.getTerm();
  }

  private static boolean isSnapshot(Message message) {
    var metadata = message.getSnapshot().getMetadata();
    return metadata.getIndex() > 0
        && metadata.getTerm() > 0
        && metadata.getTerm() <= message.getTerm()
        && metadata.getConfState().getVotersCount() > 0;
  }
}
