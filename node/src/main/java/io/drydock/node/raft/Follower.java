package io.drydock.node.raft;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.Message;
import io.drydock.formats.proto.raftpb.MessageType;
import io.drydock.formats.proto.raftpb.SnapshotMetadata;
import io.drydock.formats.raft.LogPosition;
import io.drydock.node.raft.confchange.Configuration;
import java.util.List;
import java.util.Optional;

/** Takes in what its leader sends, and passes on to it what is asked here. */
final class Follower implements Role {

  private final Raft raft;
  private long leader;

  Follower(Raft raft, long leader) {
    this.raft = raft;
    this.leader = leader;
  }

  @Override
  public RoleName name() {
    return RoleName.FOLLOWER;
  }

  @Override
  public long leader() {
    return leader;
  }

  @Override
  public void tick() {
    raft.waitForLeader();
  }

  @Override
  public Verdict step(Message message) {
    return switch (message.getType()) {
      case MsgApp -> {
        heard(message);
        append(message);
        yield Verdict.TAKEN;
      }
      case MsgHeartbeat -> {
        heard(message);
        raft.log().commitTo(message.getCommit());
        raft.send(
            Raft.message(MessageType.MsgHeartbeatResp, message.getFrom())
                .setContext(message.getContext()));
        yield Verdict.TAKEN;
      }
      case MsgSnap -> {
        heard(message);
        install(message);
        yield Verdict.TAKEN;
      }
      case MsgTimeoutNow -> raft.campaign(true);
      case MsgProp, MsgReadIndex, MsgTransferLeader -> forward(message.toBuilder());
      case MsgReadIndexResp -> confirm(message);
      default -> Verdict.NOT_EXPECTED;
    };
  }

  @Override
  public Verdict propose(EntryType type, List<ByteString> payloads) {
    Message.Builder proposal = Raft.message(MessageType.MsgProp, leader);
    for (ByteString payload : payloads) {
      proposal.addEntries(Entry.newBuilder().setType(type).setData(payload));
    }
    return forward(proposal);
  }

  @Override
  public Verdict readIndex(long from, ByteString context) {
    return forward(
        Raft.message(MessageType.MsgReadIndex, leader)
            .setFrom(from)
            .addEntries(Entry.newBuilder().setData(context)));
  }

  @Override
  public Verdict transferLeadership(long to) {
    return forward(Raft.message(MessageType.MsgTransferLeader, leader).setFrom(to));
  }

  private Verdict forward(Message.Builder message) {
    if (leader == Raft.NONE) {
      return Verdict.NO_LEADER;
    }
    raft.send(message.setTo(leader));
    return Verdict.FORWARDED;
  }

  private void heard(Message message) {
    raft.resetTimer();
    leader = message.getFrom();
  }

  private Verdict confirm(Message message) {
    if (message.getEntriesCount() != 1) {
      return Verdict.MALFORMED;
    }
    raft.confirmRead(new ReadState(message.getIndex(), message.getEntries(0).getData()));
    return Verdict.TAKEN;
  }

  private void append(Message message) {
    RaftLog log = raft.log();
    Message.Builder answer = Raft.message(MessageType.MsgAppResp, message.getFrom());
    if (message.getIndex() < log.committed()) {
      raft.send(answer.setIndex(log.committed()));
      return;
    }
    var before = new LogPosition(message.getLogTerm(), message.getIndex());
    Optional<Long> last = log.append(before, message.getEntriesList());
    if (last.isPresent()) {
      log.commitTo(Math.min(message.getCommit(), last.get()));
      raft.send(answer.setIndex(last.get()));
    } else {
      LogPosition hint = log.lastBelow(message.getIndex(), message.getLogTerm());
      raft.send(
          answer
              .setIndex(message.getIndex())
              .setReject(true)
              .setRejectHint(hint.index())
              .setLogTerm(hint.term()));
    }
  }

  private void install(Message message) {
    boolean isTaken = isNews(message) && isFor(message.getSnapshot().getMetadata());
    if (isTaken) {
      raft.log().restore(message.getSnapshot());
      raft.switchTo(Configuration.of(message.getSnapshot().getMetadata().getConfState()));
    }
    long index = isTaken ? raft.log().lastIndex() : raft.log().committed();
    raft.send(Raft.message(MessageType.MsgAppResp, message.getFrom()).setIndex(index));
  }

  /** False when the log has the last entry of the snapshot: then it is committed, no more. */
  private boolean isNews(Message message) {
    SnapshotMetadata metadata = message.getSnapshot().getMetadata();
    if (metadata.getIndex() <= raft.log().committed()) {
      return false;
    }
    if (raft.log().contains(new LogPosition(metadata.getTerm(), metadata.getIndex()))) {
      raft.log().commitTo(metadata.getIndex());
      return false;
    }
    return true;
  }

  /** False for a snapshot in whose configuration this member is not: it was sent by mistake. */
  private boolean isFor(SnapshotMetadata metadata) {
    return Configuration.of(metadata.getConfState()).contains(raft.id());
  }
}
