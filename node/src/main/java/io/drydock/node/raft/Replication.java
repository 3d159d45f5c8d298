package io.drydock.node.raft;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.Message;
import io.drydock.formats.proto.raftpb.MessageType;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.node.raft.confchange.Configuration;
import io.drydock.node.raft.progress.Inflights;
import io.drydock.node.raft.progress.Progress;
import io.drydock.node.raft.quorum.VoteResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Brings the leader's log to all other members, each at its own pace.
 *
 * <p>Mutable, owned by one thread; as long-lived as the leader it belongs to.
 */
final class Replication {

  private final Raft raft;
  private final SortedMap<Long, Progress> members = new TreeMap<>(Long::compareUnsigned);

  /** Knows nothing of anybody yet. */
  Replication(Raft raft) {
    this.raft = raft;
    reconcile(raft.log().lastIndex() + 1, false);
  }

  Optional<Progress> of(long member) {
    return Optional.ofNullable(members.get(member));
  }

  /** Follows the configuration: members that came count as heard of for one interval. */
  void configurationChanged() {
    reconcile(Math.max(raft.log().lastIndex(), 1), true);
  }

  /** The highest index that a quorum has durable, this member included. */
  long committedIndex() {
    return raft.configuration().voters().committedIndex(this::durableIndex);
  }

  /** True when a quorum was heard of since this was last asked. */
  boolean hasHeardQuorum() {
    Map<Long, Boolean> heard = new HashMap<>();
    heard.put(raft.id(), true);
    members.forEach((id, progress) -> heard.put(id, progress.isRecentlyActive()));
    members.values().forEach(Progress::forgetActivity);
    return raft.configuration().voters().voteResult(heard) == VoteResult.WON;
  }

  /** Sends to everybody what is new, were it only the commit. */
  void sendToAll() {
    for (long member : members.keySet()) {
      send(member, true);
    }
  }

  /** Sends to everybody who lacks entries. */
  void sendEntriesToAll() {
    for (long member : members.keySet()) {
      send(member, false);
    }
  }

  /**
   * Sends an append, or a snapshot when the entries are gone, unless the member is to be waited
   * for.
   *
   * @param isEmptyWorthIt whether an append without entries, which carries the commit, is sent
   * @return false when nothing was sent
   */
  boolean send(long to, boolean isEmptyWorthIt) {
    Progress progress = members.get(to);
    if (progress.isPaused()) {
      return false;
    }
    RaftLog log = raft.log();
    if (progress.next() < log.firstIndex()) {
      return sendSnapshot(to, progress);
    }
    List<Entry> entries =
        progress.isOpenForEntries()
            ? log.entries(progress.next(), log.lastIndex() + 1, raft.config().messageBytesMax())
            : List.of();
    if (entries.isEmpty() && !isEmptyWorthIt) {
      return false;
    }
    long before = progress.next() - 1;
    raft.send(
        Raft.message(MessageType.MsgApp, to)
            .setIndex(before)
            .setLogTerm(log.term(before))
            .addAllEntries(entries)
            .setCommit(log.committed()));
    progress.sent(entries.size(), entries.stream().mapToLong(Entry::getSerializedSize).sum());
    return true;
  }

  /** Says to everybody that the leader is there; never commits what a member may not have. */
  void sendHeartbeats(ByteString context) {
    members.forEach((to, progress) -> {
      Message.Builder beat = Raft.message(MessageType.MsgHeartbeat, to);
      beat.setCommit(Math.min(progress.match(), raft.log().committed()));
      if (!context.isEmpty()) {
        beat.setContext(context);
      }
      raft.send(beat);
    });
  }

  /**
   * A member has the log up to an index.
   *
   * @return false when that says nothing new
   */
  boolean accepted(Progress progress, long index) {
    boolean isNew = progress.accepted(index);
    boolean isFound = progress.state() == Progress.State.PROBE && progress.match() == index;
    if (!isNew && !isFound) {
      return false;
    }
    switch (progress.state()) {
      case PROBE -> progress.becomeReplicate();
      case SNAPSHOT -> {
        if (progress.match() + 1 >= raft.log().firstIndex()) {
          progress.becomeReplicate();
        }
      }
      case REPLICATE -> progress.freeUpTo(index);
    }
    return true;
  }

  /** A member does not have the entry before those of an append: looks further down. */
  void rejected(Progress progress, Message answer) {
    long lastPossible = answer.getRejectHint();
    if (answer.getLogTerm() > 0) {
      lastPossible = raft.log().lastBelow(lastPossible, answer.getLogTerm()).index();
    }
    if (progress.rejected(answer.getIndex(), lastPossible)) {
      if (progress.state() == Progress.State.REPLICATE) {
        progress.becomeProbe();
      }
      send(answer.getFrom(), true);
    }
  }

  /** All others, for a status. */
  List<RaftStatus.Peer> peers() {
    var peers = new ArrayList<RaftStatus.Peer>();
    members.forEach((id, progress) ->
        peers.add(
            new RaftStatus.Peer(
                id,
                progress.state(),
                progress.match(),
                progress.next(),
                progress.inflightMessages(),
                progress.isRecentlyActive())));
    return peers;
  }

  void checkInvariants() {
    members.forEach((id, progress) -> {
      boolean isOrdered =
          progress.match() < progress.next() && progress.match() <= raft.log().lastIndex();
      if (!isOrdered) {
        throw new IllegalStateException(
            "member %x: match %d, next %d, own last index %d"
                .formatted(id, progress.match(), progress.next(), raft.log().lastIndex()));
      }
    });
  }

  private long durableIndex(long member) {
    if (member == raft.id()) {
      return raft.log().stableIndex();
    }
    Progress progress = members.get(member);
    return progress == null ? 0 : progress.match();
  }

  private boolean sendSnapshot(long to, Progress progress) {
    if (!progress.isRecentlyActive()) {
      return false;
    }
    // A member that came later than the snapshot would refuse it: its configuration is too old.
    Optional<Snapshot> snapshot =
        raft.log()
            .snapshot()
            .filter(it -> Configuration.of(it.getMetadata().getConfState()).contains(to));
    if (snapshot.isEmpty()) {
      return false;
    }
    raft.send(Raft.message(MessageType.MsgSnap, to).setSnapshot(snapshot.get()));
    progress.becomeSnapshot(snapshot.get().getMetadata().getIndex());
    return true;
  }

  private void reconcile(long next, boolean isRecentlyActive) {
    SortedSet<Long> wanted = raft.configuration().members();
    members.keySet().retainAll(wanted);
    for (long id : wanted) {
      if (id != raft.id()) {
        members.computeIfAbsent(id, _ -> progress(next, isRecentlyActive));
      }
    }
  }

  private Progress progress(long next, boolean isRecentlyActive) {
    var window =
        new Inflights(raft.config().inflightMessagesMax(), raft.config().inflightBytesMax());
    return new Progress(next, isRecentlyActive, window);
  }
}
