package io.drydock.node.raft;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.proto.raftpb.Message;
import io.drydock.formats.proto.raftpb.MessageType;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.node.raft.confchange.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One member's part in the consensus: term, vote, log, configuration, and the role it plays.
 *
 * <pre>
 * from           event                                    to
 * any            a message of a later term                FOLLOWER
 * not LEADER     election timeout                         PRE_CANDIDATE; CANDIDATE without pre-vote
 * FOLLOWER       TimeoutNow from the leader               CANDIDATE
 * PRE_CANDIDATE  a quorum would grant its votes           CANDIDATE
 * CANDIDATE      a quorum grants its votes                LEADER
 * both of them   a quorum refuses, or a leader shows up   FOLLOWER
 * LEADER         no quorum heard for an election timeout  FOLLOWER
 * </pre>
 *
 * <p>A member's own vote, and its own copy of an entry, count before they are durable or after: the
 * vote at once, since nothing leaves the member before; the entry only when it is durable. Mutable,
 * owned by one thread.
 */
final class Raft {

  /** Context of a vote that a leader asked for: it is answered though that leader is alive. */
  static final ByteString CAMPAIGN_TRANSFER = ByteString.copyFromUtf8("CampaignTransfer");

  /** Nobody. */
  static final long NONE = 0;

  private final RaftConfig config;
  private final RandomGenerator random;
  private final RaftLog log;
  private long term;
  private long vote;
  private Role role;
  private Configuration configuration;
  private ConfState confState;
  private List<Message> outbox = new ArrayList<>();
  private List<ReadState> readStates = new ArrayList<>();
  private long elapsedTicks;
  private int timeoutTicks;

  Raft(RaftConfig config, RaftStart start, LogView durable, RandomGenerator random) {
    this.config = config;
    this.random = random;
    this.term = start.hardState().getTerm();
    this.vote = start.hardState().getVote();
    this.log = new RaftLog(durable, start.hardState().getCommit(), start.appliedIndex());
    this.configuration = Configuration.of(start.confState());
    this.confState = configuration.confState();
    // An entry may have become durable just before the power went, its hard state not.
    enterTerm(Math.max(term, log.last().term()));
    this.role = new Follower(this, NONE);
    restartTimer();
  }

  RaftConfig config() {
    return config;
  }

  long id() {
    return config.id();
  }

  RaftLog log() {
    return log;
  }

  long term() {
    return term;
  }

  long vote() {
    return vote;
  }

  Role role() {
    return role;
  }

  Configuration configuration() {
    return configuration;
  }

  /** The same as a message, made once. */
  ConfState confState() {
    return confState;
  }

  HardState hardState() {
    return RaftMessages.hardState(term, vote, log.committed());
  }

  SoftState softState() {
    return new SoftState(role.leader(), role.name());
  }

  /** Takes a message from another member. */
  Verdict step(Message message) {
    if (message.getTerm() > term) {
      if (isVoteRequest(message) && isLeaderAlive() && !isTransfer(message)) {
        return Verdict.LEADER_ALIVE;
      }
      followNewerTerm(message);
    } else if (message.getTerm() != 0 && message.getTerm() < term) {
      return answerOlderTerm(message);
    }
    return isVoteRequest(message) ? answerVoteRequest(message) : role.step(message);
  }

  /** Starts an election, unless this member may not win one. */
  Verdict campaign(boolean isTransfer) {
    if (!isPromotable() || role instanceof Leader || hasConfChangeToApply()) {
      return Verdict.NOT_PROMOTABLE;
    }
    if (config.hasPreVote() && !isTransfer) {
      become(new Candidate(this, RoleName.PRE_CANDIDATE, false));
    } else {
      becomeCandidate(isTransfer);
    }
    startElection();
    return Verdict.TAKEN;
  }

  /** From any role. */
  void becomeFollower(long inTerm, long leader) {
    enterTerm(inTerm);
    become(new Follower(this, leader));
  }

  /** From follower or candidate: a new term, with the own vote. */
  void becomeCandidate(boolean isTransfer) {
    requireRole(!(role instanceof Leader), RoleName.CANDIDATE);
    enterTerm(term + 1);
    vote = id();
    become(new Candidate(this, RoleName.CANDIDATE, isTransfer));
  }

  /** From candidate; appends the empty entry by which earlier terms get committed. */
  void becomeLeader() {
    requireRole(role.name() == RoleName.CANDIDATE, RoleName.LEADER);
    var leader = new Leader(this);
    become(leader);
    leader.begin();
  }

  /** Asks for the votes, and goes on at once when there is nobody to ask. */
  void startElection() {
    if (role instanceof Candidate candidate) {
      candidate.askForVotes();
    }
  }

  /** True when this member could become the leader. */
  boolean isPromotable() {
    return configuration.isVoter(id())
        && !configuration.learners().contains(id())
        && log.pendingSnapshot().isEmpty();
  }

  /** Another configuration takes effect. */
  void switchTo(Configuration next) {
    configuration = next;
    confState = next.confState();
    if (role instanceof Leader leader) {
      leader.configurationChanged();
    }
  }

  /** Sends a message in the current term, or in the one it names, or without one. */
  void send(Message.Builder message) {
    boolean isTermless =
        message.getType() == MessageType.MsgProp || message.getType() == MessageType.MsgReadIndex;
    if (!message.hasTerm() && !isTermless) {
      message.setTerm(term);
    }
    if (!message.hasFrom()) {
      message.setFrom(id());
    }
    outbox.add(message.build());
  }

  static Message.Builder message(MessageType type, long to) {
    return Message.newBuilder().setType(type).setTo(to);
  }

  void confirmRead(ReadState read) {
    readStates.add(read);
  }

  boolean hasOutput() {
    return !outbox.isEmpty() || !readStates.isEmpty();
  }

  List<Message> takeMessages() {
    List<Message> taken = outbox;
    outbox = new ArrayList<>();
    return taken;
  }

  List<ReadState> takeReadStates() {
    List<ReadState> taken = readStates;
    readStates = new ArrayList<>();
    return taken;
  }

  /** Counts one tick; true when so many have passed, and then it begins to count again. */
  boolean hasTimedOut(int ticks) {
    elapsedTicks++;
    if (elapsedTicks < ticks) {
      return false;
    }
    elapsedTicks = 0;
    return true;
  }

  /**
   * Counts one tick of waiting for a leader, and campaigns when it was too long. A member that may
   * not campaign goes on counting: it must not believe for ever that its leader is alive.
   */
  void waitForLeader() {
    if (!isPromotable()) {
      elapsedTicks++;
    } else if (hasTimedOut(timeoutTicks)) {
      campaign(false);
    }
  }

  /** Waits for a whole timeout again: a leader was heard, or a vote was given. */
  void resetTimer() {
    elapsedTicks = 0;
  }

  void checkInvariants() {
    log.checkInvariants();
    if (log.last().term() > term) {
      throw new IllegalStateException("an entry of term " + log.last().term() + " in " + term);
    }
    if (role instanceof Leader leader) {
      leader.checkInvariants();
    }
  }

  private void become(Role next) {
    role = next;
    restartTimer();
  }

  private void restartTimer() {
    elapsedTicks = 0;
    timeoutTicks = config.electionTicks() + random.nextInt(config.electionTicks());
  }

  private void enterTerm(long next) {
    if (next < term) {
      throw new IllegalStateException("term " + next + " after " + term);
    }
    if (next > term) {
      term = next;
      vote = NONE;
    }
  }

  private void requireRole(boolean isLegal, RoleName to) {
    if (!isLegal) {
      throw new IllegalStateException("from " + role.name() + " to " + to);
    }
  }

  private boolean isLeaderAlive() {
    return config.hasCheckQuorum()
        && role.leader() != NONE
        && elapsedTicks < config.electionTicks();
  }

  private void followNewerTerm(Message message) {
    switch (message.getType()) {
      case MsgPreVote -> {
        // Asks about a term that may never come.
      }
      case MsgPreVoteResp -> {
        // Granted in the term that was asked about; rejected in the term of who rejected.
        if (message.getReject()) {
          becomeFollower(message.getTerm(), NONE);
        }
      }
      case MsgApp, MsgHeartbeat, MsgSnap -> becomeFollower(message.getTerm(), message.getFrom());
      default -> becomeFollower(message.getTerm(), NONE);
    }
  }

  /**
   * A member that was cut off may have gone up in its term, and with leases on votes nobody follows
   * it; so an answer in this member's term brings the sender up to date.
   */
  private Verdict answerOlderTerm(Message message) {
    boolean isFromLeader =
        message.getType() == MessageType.MsgApp || message.getType() == MessageType.MsgHeartbeat;
    if (isFromLeader && (config.hasCheckQuorum() || config.hasPreVote())) {
      send(message(MessageType.MsgAppResp, message.getFrom()));
    } else if (message.getType() == MessageType.MsgPreVote) {
      send(message(MessageType.MsgPreVoteResp, message.getFrom()).setReject(true));
    }
    return Verdict.STALE_TERM;
  }

  private Verdict answerVoteRequest(Message message) {
    boolean isPreVote = message.getType() == MessageType.MsgPreVote;
    MessageType answer = isPreVote ? MessageType.MsgPreVoteResp : MessageType.MsgVoteResp;
    boolean mayVote =
        vote == message.getFrom()
            || vote == NONE && role.leader() == NONE
            || isPreVote && message.getTerm() > term;
    boolean isGranted =
        mayVote && log.isUpToDate(new LogPosition(message.getLogTerm(), message.getIndex()));
    if (isGranted) {
      send(message(answer, message.getFrom()).setTerm(message.getTerm()));
      if (!isPreVote) {
        vote = message.getFrom();
        resetTimer();
      }
    } else {
      send(message(answer, message.getFrom()).setReject(true));
    }
    return Verdict.TAKEN;
  }

  /** A member elected now could not know yet who its quorum is. */
  private boolean hasConfChangeToApply() {
    long from = log.applied() + 1;
    while (from <= log.committed() && log.pendingSnapshot().isEmpty()) {
      List<Entry> some = log.entries(from, log.committed() + 1, config.messageBytesMax());
      if (some.stream().anyMatch(entry -> entry.getType() != EntryType.EntryNormal)) {
        return true;
      }
      from += some.size();
    }
    return false;
  }

  private static boolean isVoteRequest(Message message) {
    return message.getType() == MessageType.MsgVote || message.getType() == MessageType.MsgPreVote;
  }

  private static boolean isTransfer(Message message) {
    return message.getContext().equals(CAMPAIGN_TRANSFER);
  }
}
