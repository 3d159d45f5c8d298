package io.drydock.node.raft.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfChangeSingle;
import io.drydock.formats.proto.raftpb.ConfChangeType;
import io.drydock.formats.proto.raftpb.ConfChangeV2;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.Message;
import io.drydock.formats.proto.raftpb.MessageType;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.node.raft.RaftConfig;
import io.drydock.node.raft.RawNode;
import io.drydock.node.raft.Ready;
import io.drydock.node.raft.RoleName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A whole cluster in one thread: a generator decides topology, faults, requests and the order of
 * everything, so a seed is a history.
 *
 * <p>Members 1 to n begin as voters; one more, which configuration changes bring in and throw out,
 * begins with an empty log.
 */
final class Simulation {

  private static final int HEALING_ROUNDS = 400;
  private static final int MESSAGES_MAX = 20_000;

  private final RandomGenerator random;
  private final SimNetwork network;
  private final StateMachineSafety machines = new StateMachineSafety();
  private final ReadSafety reads = new ReadSafety();
  private final List<SimMember> members = new ArrayList<>();
  private final SortedMap<String, Integer> transitions = new TreeMap<>();
  private final Map<Long, RoleName> lastRoles = new HashMap<>();
  private final boolean hasPreVote;
  private long proposed;
  private long trace;

  Simulation(int voters, RandomGenerator random) {
    this.random = random;
    this.network = new SimNetwork(random);
    this.hasPreVote = random.nextInt(4) > 0;
    List<Checker> checkers =
        List.of(new ElectionSafety(), new LogMatching(), new LeaderCompleteness(), machines);
    for (long id = 1; id <= voters + 1; id++) {
      members.add(new SimMember(config(id), random, checkers));
    }
    List<Entry> first = firstEntries(voters);
    for (SimMember member : members.subList(0, voters)) {
      member.install(first, RaftMessages.hardState(1, 0, voters));
    }
    members.forEach(SimMember::start);
  }

  /** Lives through this many random events. */
  void run(int events) {
    for (int event = 0; event < events; event++) {
      step();
    }
  }

  /** Without faults from now on, all members come to the same state, and more is accepted. */
  void heal() {
    network.heal();
    members.stream().filter(member -> !member.isRunning()).forEach(SimMember::start);
    Optional<SimMember> leader = Optional.empty();
    for (int round = 0; round < HEALING_ROUNDS && !isCaughtUp(leader); round++) {
      running().forEach(member -> member.node().orElseThrow().tick());
      deliverAll();
      leader = running().filter(member -> member.role() == RoleName.LEADER).findFirst();
      if (round % 50 == 24) {
        leader.ifPresent(this::propose);
      } else if (round % 50 == 49) {
        // A member that came late needs a snapshot that knows it.
        leader.ifPresent(SimMember::compact);
        // A server stops itself when it is removed, a while after.
        leader.filter(SimMember::isRemoved).ifPresent(SimMember::crash);
      }
    }
    boolean isWell = isCaughtUp(leader);
    assertTrue(isWell, () -> "no progress after the faults ended: " + statuses());
  }

  /** How often each change of role was seen. */
  Map<String, Integer> transitions() {
    return transitions;
  }

  long appliedIndex() {
    return machines.lastApplied();
  }

  int confirmedReads() {
    return reads.confirmed();
  }

  /** Sum over everything that was sent and applied: the same for the same seed. */
  long trace() {
    return trace;
  }

  private Stream<SimMember> running() {
    return members.stream().filter(SimMember::isRunning);
  }

  private String statuses() {
    return running().map(member -> "\n" + member.status()).collect(Collectors.joining());
  }

  private boolean isCaughtUp(Optional<SimMember> leader) {
    if (leader.filter(SimMember::isRunning).isEmpty() || !network.isEmpty()) {
      return false;
    }
    Set<Long> wanted = new HashSet<>(leader.get().status().confState().getVotersList());
    return proposed > 0
        && machines.lastApplied() == leader.get().status().lastIndex()
        && members.stream()
            .filter(member -> wanted.contains(member.id()))
            .allMatch(member -> member.appliedIndex() == machines.lastApplied());
  }

  private void step() {
    SimMember member = members.get(random.nextInt(members.size()));
    int dice = random.nextInt(1000);
    if (!member.isRunning()) {
      if (dice < 300) {
        member.start();
      }
      return;
    }
    RawNode node = member.node().orElseThrow();
    if (dice < 450) {
      network.arrival().ifPresent(this::deliver);
    } else if (dice < 780) {
      node.tick();
    } else if (dice < 860) {
      propose(member);
    } else if (dice < 960) {
      read(member);
    } else if (dice < 968) {
      changeConfiguration(node);
    } else if (dice < 975) {
      node.transferLeader(1 + random.nextInt(members.size()));
    } else if (dice < 985) {
      member.compact();
    } else if (dice < 990) {
      member.crash();
      note(member);
      return;
    } else if (dice < 995) {
      partition();
    } else {
      network.partition(Set.of());
    }
    if (random.nextInt(5) > 0) {
      drain(member);
    }
    note(member);
  }

  private void deliver(Message message) {
    SimMember to = members.get((int) message.getTo() - 1);
    boolean isReached = to.isRunning() && !network.isCut(message);
    if (isReached) {
      to.node().orElseThrow().step(message);
    }
    if (message.getType() == MessageType.MsgSnap) {
      members
          .get((int) message.getFrom() - 1)
          .node()
          .ifPresent(node -> node.reportSnapshot(message.getTo(), isReached));
    }
    if (to.isRunning()) {
      drain(to);
      note(to);
    }
  }

  /** Until nobody has anything to say; that has an end, since time stands still meanwhile. */
  private void deliverAll() {
    boolean isQuiet = false;
    for (int count = 0; !isQuiet; count++) {
      members.forEach(this::drain);
      isQuiet = network.isEmpty();
      Optional<Message> message = network.arrival();
      message.ifPresent(this::deliver);
      assertTrue(count < MESSAGES_MAX, () -> "no end of messages, such as " + message);
    }
    members.forEach(this::note);
  }

  /** Does what raft wants, unless the power goes on the way. */
  private void drain(SimMember member) {
    while (member.isRunning() && member.node().orElseThrow().hasReady()) {
      Ready ready = member.node().orElseThrow().ready();
      int moment = network.isHealed() ? -1 : random.nextInt(1000);
      if (moment == 0) {
        member.crash();
      } else if (moment == 1) {
        member.tear(ready);
      } else {
        member.write(ready);
      }
      if (moment == 2) {
        member.crash();
      }
      if (!member.isRunning()) {
        return;
      }
      ready.messages().forEach(message -> send(member, message));
      ready.readStates().forEach(reads::confirms);
      trace = 31 * trace + ready.hashCode();
      member.finish(ready);
    }
  }

  private void send(SimMember from, Message message) {
    RawNode node = from.node().orElseThrow();
    if (network.send(message)) {
      return;
    }
    if (message.getType() == MessageType.MsgSnap) {
      node.reportSnapshot(message.getTo(), false);
    } else if (random.nextBoolean()) {
      node.reportUnreachable(message.getTo());
    }
  }

  private void propose(SimMember member) {
    var payloads = new ArrayList<ByteString>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      payloads.add(ByteString.copyFromUtf8("request " + proposed++));
    }
    member.node().orElseThrow().propose(payloads);
  }

  private void read(SimMember member) {
    ByteString context = ByteString.copyFromUtf8("read " + proposed++);
    reads.asks(context, machines.lastApplied());
    member.node().orElseThrow().readIndex(context);
  }

  /** The extra member comes, learns or goes; or takes the place of the first one, jointly. */
  private void changeConfiguration(RawNode node) {
    long extra = members.size();
    // Whoever is left of two voters cannot know that the other one's removal was committed: a
    // limit of configurations that take effect when they are applied, etcd's as well as ours.
    int choice = members.size() == 2 ? 1 : random.nextInt(5);
    switch (choice) {
      case 0 -> node.proposeConfChange(change(ConfChangeType.ConfChangeAddNode, extra));
      case 1 -> node.proposeConfChange(change(ConfChangeType.ConfChangeAddLearnerNode, extra));
      case 2 -> node.proposeConfChange(change(ConfChangeType.ConfChangeRemoveNode, extra));
      case 3 ->
          node.proposeConfChange(
              ConfChangeV2.newBuilder()
                  .addChanges(single(ConfChangeType.ConfChangeAddNode, extra))
                  .addChanges(single(ConfChangeType.ConfChangeAddLearnerNode, 1))
                  .build());
      default ->
          node.proposeConfChange(
              ConfChangeV2.newBuilder()
                  .addChanges(single(ConfChangeType.ConfChangeRemoveNode, extra))
                  .addChanges(single(ConfChangeType.ConfChangeAddNode, 1))
                  .build());
    }
  }

  private void partition() {
    Set<Long> side = new HashSet<>();
    for (SimMember member : members) {
      if (random.nextBoolean()) {
        side.add(member.id());
      }
    }
    network.partition(side);
  }

  private void note(SimMember member) {
    RoleName now = member.node().map(it -> it.softState().role()).orElse(RoleName.FOLLOWER);
    RoleName before = lastRoles.put(member.id(), now);
    if (before != null && before != now) {
      transitions.merge(before + " to " + now, 1, Integer::sum);
    }
  }

  private RaftConfig config(long id) {
    long unlimited = Long.MAX_VALUE;
    return new RaftConfig(id, 10, 2, 60, 3, 200, unlimited, hasPreVote, true);
  }

  private static List<Entry> firstEntries(int voters) {
    var entries = new ArrayList<Entry>();
    for (long id = 1; id <= voters; id++) {
      entries.add(
          Entry.newBuilder()
              .setType(EntryType.EntryConfChange)
              .setTerm(1)
              .setIndex(id)
              .setData(change(ConfChangeType.ConfChangeAddNode, id).toByteString())
              .build());
    }
    return entries;
  }

  private static ConfChange change(ConfChangeType type, long id) {
    return ConfChange.newBuilder().setType(type).setNodeId(id).build();
  }

  private static ConfChangeSingle single(ConfChangeType type, long id) {
    return ConfChangeSingle.newBuilder().setType(type).setNodeId(id).build();
  }
}
