package io.drydock.node.raft;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.drydock.formats.proto.raftpb.ConfChangeSingle;
import io.drydock.formats.proto.raftpb.ConfChangeType;
import io.drydock.formats.proto.raftpb.ConfChangeV2;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.proto.raftpb.Message;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.node.raft.confchange.Configuration;
import io.drydock.node.testing.Command;
import io.drydock.node.testing.MemoryLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A few members and the messages between them, moved by the commands of a transcript. */
final class Stage {

  private static final int TICKS = 10;

  private final TreeMap<Long, RawNode> nodes = new TreeMap<>();
  private final TreeMap<Long, MemoryLog> disks = new TreeMap<>();
  private final List<Message> onTheWay = new ArrayList<>();
  private final StringBuilder answer = new StringBuilder();
  private boolean hasPreVote = true;
  private long messageBytes;

  /** Does what the command says; tells what the members did about it. */
  String answer(Command command) {
    answer.setLength(0);
    switch (command.name()) {
      case "cluster" -> cluster(command);
      case "restart" -> restart(command);
      case "tick" -> tick(command);
      case "campaign" -> say(node(command).campaign());
      case "propose" -> say(node(command).propose(payloads(command)));
      case "change" -> say(node(command).proposeConfChange(change(command)));
      case "read" ->
          say(node(command).readIndex(ByteString.copyFromUtf8(word(command, "context"))));
      case "transfer" -> say(node(command).transferLeader(number(command, "to")));
      case "unreachable" -> node(command).reportUnreachable(number(command, "to"));
      case "sent" -> node(command).reportSnapshot(number(command, "to"), true);
      case "compact" -> compact(command);
      case "deliver" -> deliver(command);
      case "lose" -> onTheWay.removeIf(message -> isOf(message, command));
      case "status" -> status();
      default -> throw new IllegalArgumentException("no such command: " + command.name());
    }
    nodes.keySet().forEach(this::drain);
    return answer.isEmpty() ? "nothing\n" : answer.toString();
  }

  private void cluster(Command command) {
    hasPreVote = !command.has("prevote");
    messageBytes = command.has("bytes") ? number(command, "bytes") : 1 << 20;
    var state =
        RaftMessages.confState(
            ids(command, "voters"), command.has("learners") ? ids(command, "learners") : List.of());
    for (long id : Configuration.of(state).members()) {
      disks.put(id, new MemoryLog());
      start(id, RaftMessages.hardState(0, 0, 0), state);
    }
    say("members " + nodes.keySet());
  }

  /** One member begins again with another log: the terms of its entries from index 1 on. */
  private void restart(Command command) {
    long id = number(command, "id");
    ConfState state = nodes.get(id).status().confState();
    var disk = new MemoryLog();
    long term = 0;
    for (String word : command.values("terms")) {
      term = Long.parseLong(word);
      disk.append(
          List.of(
              Entry.newBuilder()
                  .setType(EntryType.EntryNormal)
                  .setTerm(term)
                  .setIndex(disk.lastIndex() + 1)
                  .build()));
    }
    disks.put(id, disk);
    long commit = command.has("commit") ? number(command, "commit") : 0;
    start(id, RaftMessages.hardState(term, 0, commit), state);
    say("term " + term + ", entries to " + disk.lastIndex());
  }

  private void start(long id, HardState hardState, ConfState state) {
    long unlimited = Long.MAX_VALUE;
    var config = new RaftConfig(id, TICKS, 1, messageBytes, 2, unlimited, 100, hasPreVote, true);
    var begin = new RaftStart(hardState, state, 0);
    nodes.put(id, new RawNode(config, begin, disks.get(id), new SplittableRandom(id)));
  }

  private void tick(Command command) {
    long count = command.has("count") ? number(command, "count") : 1;
    for (long tick = 0; tick < count; tick++) {
      node(command).tick();
      drain(number(command, "id"));
    }
  }

  private void compact(Command command) {
    long id = number(command, "id");
    long applied = nodes.get(id).status().appliedIndex();
    disks.get(id).compact(applied, nodes.get(id).status().confState(), applied);
    say("first index " + disks.get(id).firstIndex());
  }

  /** Everything until nothing is on the way, or what goes from or to somebody, once. */
  private void deliver(Command command) {
    if (command.has("from") || command.has("to")) {
      List<Message> some = onTheWay.stream().filter(message -> isOf(message, command)).toList();
      some.forEach(this::deliver);
      return;
    }
    while (!onTheWay.isEmpty()) {
      deliver(onTheWay.getFirst());
    }
  }

  private void deliver(Message message) {
    onTheWay.remove(message);
    Verdict verdict = nodes.get(message.getTo()).step(message);
    say(text(message) + (verdict == Verdict.TAKEN ? "" : "  " + text(verdict)));
    drain(message.getTo());
  }

  private void drain(long id) {
    RawNode node = nodes.get(id);
    while (node.hasReady()) {
      Ready ready = node.ready();
      disks.get(id).save(ready);
      ready.softState().ifPresent(it -> say("  " + id + " is " + text(it)));
      ready.snapshot().ifPresent(it -> say("  " + id + " installs " + it.getMetadata().getIndex()));
      ready
          .readStates()
          .forEach(
              it -> say("  " + id + " reads " + it.context().toStringUtf8() + " at " + it.index()));
      onTheWay.addAll(ready.messages());
      ready.committedEntries().forEach(entry -> apply(id, entry));
      if (!ready.committedEntries().isEmpty()) {
        say("  " + id + " applies to " + ready.committedEntries().getLast().getIndex());
      }
      node.advance();
      node.checkInvariants();
    }
  }

  private void apply(long id, Entry entry) {
    if (entry.getType() != EntryType.EntryConfChangeV2) {
      return;
    }
    try {
      ConfState now = nodes.get(id).applyConfChange(ConfChangeV2.parseFrom(entry.getData()));
      say("  " + id + " has " + text(now));
    } catch (InvalidProtocolBufferException undecodable) {
      throw new AssertionError(undecodable);
    }
  }

  private void status() {
    nodes.forEach((id, node) -> {
      RaftStatus status = node.status();
      say(
          "%d %s, term %d, applied %d, commit %d, last %d"
              .formatted(
                  id,
                  text(status.softState()),
                  status.hardState().getTerm(),
                  status.appliedIndex(),
                  status.hardState().getCommit(),
                  status.lastIndex()));
      for (RaftStatus.Peer peer : status.peers()) {
        say(
            "    %d %s, match %d, next %d, on the way %d"
                .formatted(
                    peer.id(),
                    text(peer.state()),
                    peer.match(),
                    peer.next(),
                    peer.inflightMessages()));
      }
    });
  }

  private static boolean isOf(Message message, Command command) {
    boolean isFrom = !command.has("from") || ids(command, "from").contains(message.getFrom());
    boolean isTo = !command.has("to") || ids(command, "to").contains(message.getTo());
    return isFrom && isTo;
  }

  private RawNode node(Command command) {
    return nodes.get(number(command, "id"));
  }

  private static ConfChangeV2 change(Command command) {
    var change = ConfChangeV2.newBuilder();
    add(command, "voter", ConfChangeType.ConfChangeAddNode, change);
    add(command, "learner", ConfChangeType.ConfChangeAddLearnerNode, change);
    add(command, "remove", ConfChangeType.ConfChangeRemoveNode, change);
    return change.build();
  }

  private static void add(
      Command command, String key, ConfChangeType type, ConfChangeV2.Builder change) {
    if (command.has(key)) {
      for (long id : ids(command, key)) {
        change.addChanges(ConfChangeSingle.newBuilder().setType(type).setNodeId(id));
      }
    }
  }

  private static List<ByteString> payloads(Command command) {
    return command.values("data").stream().map(ByteString::copyFromUtf8).toList();
  }

  private static List<Long> ids(Command command, String key) {
    return command.values(key).stream().map(Long::valueOf).toList();
  }

  private static long number(Command command, String key) {
    return Long.parseLong(word(command, key));
  }

  private static String word(Command command, String key) {
    return command.values(key).getFirst();
  }

  private void say(Verdict verdict) {
    say(text(verdict));
  }

  private void say(String line) {
    answer.append(line).append('\n');
  }

  private static String text(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String text(SoftState state) {
    String leader = state.leader() == 0 ? "" : " of " + state.leader();
    return text(state.role()) + (state.role() == RoleName.LEADER ? "" : leader);
  }

  private static String text(ConfState state) {
    var configuration = Configuration.of(state);
    String outgoing =
        configuration.isJoint() ? ", outgoing " + configuration.voters().outgoing() : "";
    return "voters "
        + configuration.voters().incoming()
        + outgoing
        + (configuration.learners().isEmpty() ? "" : ", learners " + configuration.learners());
  }

  private static String text(Message message) {
    var text = new StringBuilder();
    text.append(message.getFrom()).append(" to ").append(message.getTo()).append(' ');
    text.append(message.getType().name().substring(3));
    Optional.of(message.getTerm()).filter(it -> it > 0).ifPresent(it -> text.append(" term " + it));
    if (message.hasIndex()) {
      text.append(" at ").append(message.getLogTerm()).append('/').append(message.getIndex());
    }
    if (message.getEntriesCount() > 0) {
      text.append(" entries ").append(message.getEntriesCount());
    }
    if (message.hasCommit()) {
      text.append(" commit ").append(message.getCommit());
    }
    if (message.hasSnapshot()) {
      text.append(" snapshot ").append(message.getSnapshot().getMetadata().getIndex());
    }
    if (message.getReject()) {
      text.append(" rejected")
          .append(message.hasRejectHint() ? ", try " + message.getRejectHint() : "");
    }
    if (!message.getContext().isEmpty()) {
      text.append(" context ").append(message.getContext().toStringUtf8());
    }
    return text.toString();
  }
}
