package io.drydock.node.raft;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfChangeV2;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.Message;
import io.drydock.formats.proto.raftpb.MessageType;
import io.drydock.node.raft.confchange.ConfChanges;
import io.drydock.node.raft.progress.Progress;
import io.drydock.node.raft.quorum.VoteResult;
import io.drydock.node.raft.read.PendingReads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Proposes entries, commits what a quorum has, and confirms reads. */
final class Leader implements Role {

  private final Raft raft;
  private final Replication others;
  private final PendingReads reads = new PendingReads();

  /** Reads that came before anything was committed in this term. */
  private final List<PendingReads.Read> earlyReads = new ArrayList<>();

  private long uncommittedBytes;
  private long pendingConfIndex;
  private long transferee = Raft.NONE;
  private int heartbeatTicks;

  Leader(Raft raft) {
    this.raft = raft;
    this.others = new Replication(raft);
    // Whether a change of the configuration is among the entries that are there is not known.
    this.pendingConfIndex = raft.log().lastIndex();
  }

  @Override
  public RoleName name() {
    return RoleName.LEADER;
  }

  @Override
  public long leader() {
    return raft.id();
  }

  long transferee() {
    return transferee;
  }

  List<RaftStatus.Peer> peers() {
    return others.peers();
  }

  /** Appends the entry without data that every leader begins with. */
  void begin() {
    append(EntryType.EntryNormal, List.of(ByteString.EMPTY));
  }

  @Override
  public void tick() {
    heartbeatTicks++;
    if (raft.hasTimedOut(raft.config().electionTicks())) {
      if (!others.hasHeardQuorum() && raft.config().hasCheckQuorum()) {
        raft.becomeFollower(raft.term(), Raft.NONE);
        return;
      }
      transferee = Raft.NONE;
    }
    if (heartbeatTicks >= raft.config().heartbeatTicks()) {
      heartbeatTicks = 0;
      others.sendHeartbeats(reads.newestContext());
    }
  }

  @Override
  public Verdict step(Message message) {
    return switch (message.getType()) {
      case MsgProp -> proposeAll(message.getEntriesList());
      case MsgReadIndex ->
          message.getEntriesCount() == 1
              ? readIndex(message.getFrom(), message.getEntries(0).getData())
              : Verdict.MALFORMED;
      case MsgTransferLeader -> transferLeadership(message.getFrom());
      case MsgAppResp, MsgHeartbeatResp -> {
        Optional<Progress> sender = others.of(message.getFrom());
        if (sender.isEmpty()) {
          yield Verdict.UNKNOWN_SENDER;
        }
        sender.get().heard();
        yield answered(sender.get(), message);
      }
      default -> Verdict.NOT_EXPECTED;
    };
  }

  @Override
  public Verdict propose(EntryType type, List<ByteString> payloads) {
    if (!raft.configuration().contains(raft.id())) {
      return Verdict.NOT_A_MEMBER;
    }
    if (transferee != Raft.NONE) {
      return Verdict.TRANSFERRING;
    }
    boolean isConfChange = type != EntryType.EntryNormal;
    if (isConfChange) {
      Verdict verdict = judge(type, payloads);
      if (!verdict.isGood()) {
        return verdict;
      }
    }
    long bytes = payloads.stream().mapToLong(ByteString::size).sum();
    boolean isRoom = uncommittedBytes + bytes <= raft.config().uncommittedBytesMax();
    if (uncommittedBytes > 0 && bytes > 0 && !isRoom) {
      return Verdict.UNCOMMITTED_LIMIT;
    }
    uncommittedBytes += bytes;
    append(type, payloads);
    if (isConfChange) {
      pendingConfIndex = raft.log().lastIndex();
    }
    return Verdict.TAKEN;
  }

  @Override
  public Verdict readIndex(long from, ByteString context) {
    if (hasCommittedInTerm()) {
      confirm(new PendingReads.Read(context, from, raft.log().committed()));
    } else {
      earlyReads.add(new PendingReads.Read(context, from, 0));
    }
    return Verdict.TAKEN;
  }

  @Override
  public Verdict transferLeadership(long to) {
    Optional<Progress> target = others.of(to);
    if (target.isEmpty() || !raft.configuration().isVoter(to)) {
      return Verdict.NOT_A_MEMBER;
    }
    if (transferee == to) {
      return Verdict.TAKEN;
    }
    transferee = to;
    raft.resetTimer();
    if (!completeTransfer(target.get())) {
      others.send(to, true);
    }
    return Verdict.TAKEN;
  }

  /** More of this member's own log is durable. */
  void stableAdvanced() {
    commit();
  }

  /** Entries were applied; leaves a joint configuration when the change that entered it was. */
  void applied(List<Entry> entries) {
    long bytes = entries.stream().mapToLong(entry -> entry.getData().size()).sum();
    uncommittedBytes = Math.max(0, uncommittedBytes - bytes);
    if (raft.configuration().isAutoLeave() && raft.log().applied() >= pendingConfIndex) {
      propose(EntryType.EntryConfChangeV2, List.of(ByteString.EMPTY));
    }
  }

  /**
   * Follows the configuration, even one that leaves this member out: the others must learn that it
   * is committed before they can elect anybody by it. The engine stops a member that was removed.
   */
  void configurationChanged() {
    others.configurationChanged();
    if (!commit()) {
      others.sendEntriesToAll();
    }
    if (!raft.configuration().isVoter(transferee)) {
      transferee = Raft.NONE;
    }
  }

  /** The transport could not reach a member: what is on its way to it may be lost. */
  void unreachable(long member) {
    others
        .of(member)
        .filter(progress -> progress.state() == Progress.State.REPLICATE)
        .ifPresent(Progress::becomeProbe);
  }

  /** The transport has ended sending a snapshot. */
  void snapshotEnded(long member, boolean isDelivered) {
    others
        .of(member)
        .filter(progress -> progress.state() == Progress.State.SNAPSHOT)
        .ifPresent(progress -> progress.snapshotEnded(isDelivered));
  }

  void checkInvariants() {
    others.checkInvariants();
  }

  private void append(EntryType type, List<ByteString> payloads) {
    long index = raft.log().lastIndex();
    for (ByteString payload : payloads) {
      index++;
      var entry = Entry.newBuilder().setType(type).setTerm(raft.term()).setIndex(index);
      if (!payload.isEmpty()) {
        entry.setData(payload);
      }
      raft.log().append(entry.build());
    }
    others.sendToAll();
  }

  private Verdict proposeAll(List<Entry> drafts) {
    for (Entry draft : drafts) {
      Verdict verdict = propose(draft.getType(), List.of(draft.getData()));
      if (!verdict.isGood()) {
        return verdict;
      }
    }
    return Verdict.TAKEN;
  }

  /**
   * One change at a time, and in a joint configuration only the one that leaves it. All changes
   * before are applied then, so whether this one is possible is known here, and not only when every
   * member has to apply it.
   */
  private Verdict judge(EntryType type, List<ByteString> payloads) {
    if (payloads.size() != 1) {
      return Verdict.CONF_CHANGE_INVALID;
    }
    try {
      ConfChangeV2 change =
          type == EntryType.EntryConfChangeV2
              ? ConfChangeV2.parseFrom(payloads.get(0))
              : ConfChanges.general(ConfChange.parseFrom(payloads.get(0)));
      boolean isLeaving = ConfChanges.isLeaving(change);
      if (pendingConfIndex > raft.log().applied() || isLeaving != raft.configuration().isJoint()) {
        return Verdict.CONF_CHANGE_PENDING;
      }
      ConfChanges.apply(raft.configuration(), change);
      return Verdict.TAKEN;
    } catch (InvalidProtocolBufferException | IllegalArgumentException impossible) {
      return Verdict.CONF_CHANGE_INVALID;
    }
  }

  private Verdict answered(Progress sender, Message message) {
    if (message.getType() == MessageType.MsgHeartbeatResp) {
      heartbeatAnswered(sender, message);
    } else if (message.getReject()) {
      others.rejected(sender, message);
    } else {
      accepted(sender, message);
    }
    return Verdict.TAKEN;
  }

  private void accepted(Progress sender, Message message) {
    boolean wasPaused = sender.isPaused();
    if (!others.accepted(sender, message.getIndex())) {
      return;
    }
    if (!commit() && wasPaused) {
      others.send(message.getFrom(), true);
    }
    while (raft.role() == this && others.send(message.getFrom(), false)) {
      // One message holds only so much; the window, or the end of the log, ends this.
    }
    if (message.getFrom() == transferee) {
      completeTransfer(sender);
    }
  }

  private void heartbeatAnswered(Progress sender, Message message) {
    sender.unpause();
    if (sender.match() < raft.log().lastIndex() || sender.state() == Progress.State.PROBE) {
      others.send(message.getFrom(), true);
    }
    if (!message.getContext().isEmpty()) {
      confirm(message.getContext(), message.getFrom());
    }
  }

  /** Only entries of the own term are counted; those before come with them (section 5.4.2). */
  private boolean commit() {
    long index = others.committedIndex();
    if (index <= raft.log().committed() || raft.log().term(index) != raft.term()) {
      return false;
    }
    raft.log().commitTo(index);
    List.copyOf(earlyReads).forEach(early -> readIndex(early.from(), early.context()));
    earlyReads.clear();
    others.sendToAll();
    return true;
  }

  /** Before that the leader does not know yet how far the log is committed. */
  private boolean hasCommittedInTerm() {
    return raft.log().term(raft.log().committed()) == raft.term();
  }

  private void confirm(PendingReads.Read read) {
    reads.add(read);
    confirm(read.context(), raft.id());
    if (!reads.newestContext().isEmpty()) {
      others.sendHeartbeats(read.context());
    }
  }

  private void confirm(ByteString context, long member) {
    Map<Long, Boolean> confirmed = reads.confirm(context, member);
    if (raft.configuration().voters().voteResult(confirmed) != VoteResult.WON) {
      return;
    }
    for (PendingReads.Read read : reads.release(context)) {
      if (read.from() == raft.id()) {
        raft.confirmRead(new ReadState(read.index(), read.context()));
      } else {
        raft.send(
            Raft.message(MessageType.MsgReadIndexResp, read.from())
                .setIndex(read.index())
                .addEntries(Entry.newBuilder().setData(read.context())));
      }
    }
  }

  private boolean completeTransfer(Progress target) {
    if (target.match() != raft.log().lastIndex()) {
      return false;
    }
    raft.send(Raft.message(MessageType.MsgTimeoutNow, transferee));
    return true;
  }
}
