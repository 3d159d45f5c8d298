package io.drydock.node.raft;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.Message;
import io.drydock.formats.proto.raftpb.MessageType;
import io.drydock.formats.raft.LogPosition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks for votes: really, or first whether an election could be won. The second spares a cluster
 * the new terms of a member that was cut off (Raft thesis, section 9.6).
 */
final class Candidate implements Role {

  private final Raft raft;
  private final RoleName name;
  private final boolean isTransfer;
  private final Map<Long, Boolean> votes = new HashMap<>();

  Candidate(Raft raft, RoleName name, boolean isTransfer) {
    this.raft = raft;
    this.name = name;
    this.isTransfer = isTransfer;
  }

  @Override
  public RoleName name() {
    return name;
  }

  @Override
  public long leader() {
    return Raft.NONE;
  }

  @Override
  public void tick() {
    raft.waitForLeader();
  }

  /** Votes for itself and asks all other voters. */
  void askForVotes() {
    if (count(raft.id(), true)) {
      return;
    }
    LogPosition last = raft.log().last();
    for (long member : raft.configuration().members()) {
      if (member != raft.id() && raft.configuration().isVoter(member)) {
        Message.Builder request = Raft.message(request(), member);
        request.setTerm(isPre() ? raft.term() + 1 : raft.term());
        request.setIndex(last.index()).setLogTerm(last.term());
        if (isTransfer) {
          request.setContext(Raft.CAMPAIGN_TRANSFER);
        }
        raft.send(request);
      }
    }
  }

  @Override
  public Verdict step(Message message) {
    return switch (message.getType()) {
      case MsgApp, MsgHeartbeat, MsgSnap -> {
        raft.becomeFollower(message.getTerm(), message.getFrom());
        yield raft.role().step(message);
      }
      case MsgVoteResp, MsgPreVoteResp -> {
        if (message.getType() != answer()) {
          yield Verdict.NOT_EXPECTED;
        }
        count(message.getFrom(), !message.getReject());
        yield Verdict.TAKEN;
      }
      case MsgProp, MsgReadIndex, MsgTransferLeader -> Verdict.NO_LEADER;
      default -> Verdict.NOT_EXPECTED;
    };
  }

  @Override
  public Verdict propose(EntryType type, List<ByteString> payloads) {
    return Verdict.NO_LEADER;
  }

  @Override
  public Verdict readIndex(long from, ByteString context) {
    return Verdict.NO_LEADER;
  }

  @Override
  public Verdict transferLeadership(long to) {
    return Verdict.NO_LEADER;
  }

  /** Counts a vote, the first one of each member; true when that decided the election. */
  private boolean count(long member, boolean isGranted) {
    votes.putIfAbsent(member, isGranted);
    switch (raft.configuration().voters().voteResult(votes)) {
      case PENDING -> {
        return false;
      }
      case LOST -> raft.becomeFollower(raft.term(), Raft.NONE);
      case WON -> {
        if (isPre()) {
          raft.becomeCandidate(false);
          raft.startElection();
        } else {
          raft.becomeLeader();
        }
      }
    }
    return true;
  }

  private boolean isPre() {
    return name == RoleName.PRE_CANDIDATE;
  }

  private MessageType request() {
    return isPre() ? MessageType.MsgPreVote : MessageType.MsgVote;
  }

  private MessageType answer() {
    return isPre() ? MessageType.MsgPreVoteResp : MessageType.MsgVoteResp;
  }
}
