package io.drydock.node.raft;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfChangeV2;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.proto.raftpb.Message;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.node.raft.confchange.ConfChanges;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A member's raft, as the engine drives it: put things in, take a {@link Ready} out, do what it
 * asks for in its order, {@link #advance()}, and again while {@link #hasReady()}.
 *
 * <pre>
 * while (node.hasReady()) {
 *   Ready ready = node.ready();
 *   // make hardState, entries and snapshot durable, send, apply, answer reads
 *   node.advance();
 * }
 * </pre>
 *
 * <p>A lone voter goes the same way as any other: what it proposes comes out as {@code entries},
 * and after the advance, being durable on a quorum of one, as {@code committedEntries}.
 *
 * <p>Mutable, owned by one thread; no method blocks. Member ids are u64. Behaviour follows the Raft
 * thesis and etcd's raft 3.6 with the settings of etcd 3.5.
 */
public final class RawNode {

  private final Raft raft;
  private SoftState lastSoftState;
  private HardState lastHardState;
  private Optional<Ready> outstanding = Optional.empty();

  /**
   * A member that begins, or goes on with a durable log; a follower at first.
   *
   * @param random draws the election timeouts
   * @throws IllegalArgumentException when the log ends before what was committed or applied, or the
   *     configuration contradicts itself
   */
  public RawNode(RaftConfig config, RaftStart start, LogView durable, RandomGenerator random) {
    this.raft = new Raft(config, start, durable, random);
    this.lastSoftState = raft.softState();
    HardState durableState = start.hardState();
    this.lastHardState =
        RaftMessages.hardState(
            durableState.getTerm(), durableState.getVote(), durableState.getCommit());
  }

  /** One tick of the clock has passed. */
  public void tick() {
    raft.role().tick();
  }

  /**
   * Starts an election now. A lone voter has won it on return. {@link Verdict#NOT_PROMOTABLE} for
   * the leader, a learner, one outside the configuration, and while a change of the configuration
   * that is committed is not applied.
   */
  public Verdict campaign() {
    return raft.campaign(false);
  }

  /**
   * Proposes requests, in order, all or none. {@link Verdict#TAKEN} means appended here, {@link
   * Verdict#FORWARDED} sent to the leader; either may still be lost with a change of the leader.
   *
   * @param payloads none of them empty
   */
  public Verdict propose(List<ByteString> payloads) {
    return raft.role().propose(EntryType.EntryNormal, payloads);
  }

  /** Proposes a change of one member, in the form that etcd writes. */
  public Verdict proposeConfChange(ConfChange change) {
    return raft.role().propose(EntryType.EntryConfChange, List.of(change.toByteString()));
  }

  /** Proposes a change in the general form, which no etcd up to 3.7 applies. */
  public Verdict proposeConfChange(ConfChangeV2 change) {
    return raft.role().propose(EntryType.EntryConfChangeV2, List.of(change.toByteString()));
  }

  /**
   * Puts a committed change into effect: called for each entry of that type while it is applied,
   * before the advance. A change that is refused then is called for all the same, with its node id
   * cleared.
   *
   * @return the configuration from here on
   * @throws IllegalArgumentException when the change is not possible, see {@link ConfChanges#apply}
   */
  public ConfState applyConfChange(ConfChange change) {
    return applyConfChange(ConfChanges.general(change));
  }

  /** As {@link #applyConfChange(ConfChange)}. */
  public ConfState applyConfChange(ConfChangeV2 change) {
    raft.switchTo(ConfChanges.apply(raft.configuration(), change));
    return raft.confState();
  }

  /**
   * Takes a message from another member.
   *
   * @return {@link Verdict#MALFORMED}, with no effect, for a type that is local to a member and for
   *     a term, index or commit beyond 2^63 - 1
   * @throws IllegalStateException when the message proves that this log has lost committed entries
   */
  public Verdict step(Message message) {
    return Incoming.isWellFormed(message) ? raft.step(message) : Verdict.MALFORMED;
  }

  /**
   * Asks for a linearizable read; a later {@link Ready#readStates} names the index. It is lost
   * without a word when the leader changes: ask again after a while, with another context.
   *
   * @param context not empty, and not in use by another read that waits
   */
  public Verdict readIndex(ByteString context) {
    return raft.role().readIndex(raft.id(), context);
  }

  /** Asks the leader to hand over to a voter; given up after an election timeout. */
  public Verdict transferLeader(long to) {
    return raft.role().transferLeadership(to);
  }

  /** The transport lost messages to a member. */
  public void reportUnreachable(long member) {
    if (raft.role() instanceof Leader leader) {
      leader.unreachable(member);
    }
  }

  /** The transport has sent a snapshot, or failed to. */
  public void reportSnapshot(long member, boolean isDelivered) {
    if (raft.role() instanceof Leader leader) {
      leader.snapshotEnded(member, isDelivered);
    }
  }

  /** True when {@link #ready()} would have something in it. */
  public boolean hasReady() {
    return outstanding.isEmpty()
        && (raft.hasOutput()
            || raft.log().hasUnstableEntries()
            || raft.log().hasCommittedToApply()
            || raft.log().pendingSnapshot().isPresent()
            || !raft.softState().equals(lastSoftState)
            || isHardStateNew());
  }

  /**
   * Takes out what is to be done.
   *
   * @throws IllegalStateException when the one before was not advanced over
   */
  public Ready ready() {
    if (outstanding.isPresent()) {
      throw new IllegalStateException("ready before the advance over the one before");
    }
    SoftState softState = raft.softState();
    HardState hardState = raft.hardState();
    boolean isHardStateNew = isHardStateNew();
    List<Entry> entries = raft.log().unstableEntries();
    boolean isVoteNew =
        hardState.getTerm() != lastHardState.getTerm()
            || hardState.getVote() != lastHardState.getVote();
    var ready =
        new Ready(
            softState.equals(lastSoftState) ? Optional.empty() : Optional.of(softState),
            isHardStateNew ? Optional.of(hardState) : Optional.empty(),
            entries,
            raft.log().pendingSnapshot(),
            raft.takeMessages(),
            raft.log().committedToApply(raft.config().messageBytesMax()),
            raft.takeReadStates(),
            isVoteNew || !entries.isEmpty());
    lastSoftState = softState;
    lastHardState = hardState;
    outstanding = Optional.of(ready);
    return ready;
  }

  /**
   * All of the last {@link Ready} is done: durable, sent, applied.
   *
   * @throws IllegalStateException when there is none
   */
  public void advance() {
    Ready done =
        outstanding.orElseThrow(() -> new IllegalStateException("advance without a ready"));
    outstanding = Optional.empty();
    RaftLog log = raft.log();
    done.snapshot().ifPresent(it -> log.installed(it.getMetadata().getIndex()));
    if (!done.committedEntries().isEmpty()) {
      log.appliedTo(done.committedEntries().getLast().getIndex());
    }
    if (!done.entries().isEmpty()) {
      Entry last = done.entries().getLast();
      log.stableTo(new LogPosition(last.getTerm(), last.getIndex()));
    }
    if (raft.role() instanceof Leader leader) {
      leader.stableAdvanced();
      leader.applied(done.committedEntries());
    }
  }

  /** Leader and role as they are now; cheaper than {@link #status()}. */
  public SoftState softState() {
    return raft.softState();
  }

  /** The term as it is now; cheaper than {@link #status()}. */
  public long term() {
    return raft.term();
  }

  /** The configuration as it is now; cheaper than {@link #status()}. */
  public ConfState confState() {
    return raft.confState();
  }

  /** The member as it is now. */
  public RaftStatus status() {
    Optional<Leader> leader = raft.role() instanceof Leader it ? Optional.of(it) : Optional.empty();
    return new RaftStatus(
        raft.id(),
        raft.softState(),
        raft.hardState(),
        raft.log().applied(),
        raft.log().lastIndex(),
        leader.map(Leader::transferee).orElse(Raft.NONE),
        raft.confState(),
        leader.map(Leader::peers).orElse(List.of()));
  }

  void checkInvariants() {
    raft.checkInvariants();
  }

  private boolean isHardStateNew() {
    return lastHardState.getCommit() != raft.log().committed()
        || lastHardState.getTerm() != raft.term()
        || lastHardState.getVote() != raft.vote();
  }
}
