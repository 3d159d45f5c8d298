package io.drydock.node.raft.simulation;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfChangeV2;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.node.raft.Invariants;
import io.drydock.node.raft.RaftConfig;
import io.drydock.node.raft.RaftStatus;
import io.drydock.node.raft.RawNode;
import io.drydock.node.raft.Ready;
import io.drydock.node.raft.RoleName;
import io.drydock.node.raft.SoftState;
import io.drydock.node.testing.MemoryLog;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** One member with its disk: what was written, and what of it would outlive a loss of power. */
final class SimMember {

  private final RaftConfig config;
  private final RandomGenerator random;
  private final List<Checker> checkers;
  private MemoryLog disk = new MemoryLog();
  private MemoryLog durable = new MemoryLog();
  private Optional<RawNode> node = Optional.empty();
  private ConfState confState = ConfState.getDefaultInstance();
  private RoleName role = RoleName.FOLLOWER;
  private long appliedIndex;
  private boolean isElected;

  SimMember(RaftConfig config, RandomGenerator random, List<Checker> checkers) {
    this.config = config;
    this.random = random;
    this.checkers = checkers;
  }

  long id() {
    return config.id();
  }

  MemoryLog disk() {
    return disk;
  }

  long appliedIndex() {
    return appliedIndex;
  }

  RaftStatus status() {
    return node.orElseThrow().status();
  }

  Optional<RawNode> node() {
    return node;
  }

  boolean isRunning() {
    return node.isPresent();
  }

  /** True once it has applied that it is not in the configuration any more. */
  boolean isRemoved() {
    return confState.getVotersCount() > 0
        && !confState.getVotersList().contains(id())
        && !confState.getVotersOutgoingList().contains(id())
        && !confState.getLearnersList().contains(id());
  }

  RoleName role() {
    return role;
  }

  /** Entries that every member of a new cluster begins with. */
  void install(List<Entry> first, HardState state) {
    disk.append(first);
    disk.save(
        new Ready(
            Optional.empty(),
            Optional.of(state),
            List.of(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            true));
    durable = disk.copy();
  }

  /** Starts on what is on the disk. */
  void start() {
    var begin = disk.start();
    appliedIndex = begin.appliedIndex();
    confState = begin.confState();
    node = Optional.of(new RawNode(config, begin, disk, new SplittableRandom(random.nextLong())));
    role = RoleName.FOLLOWER;
    isElected = false;
  }

  /** Loses the power; of what was not synced all or nothing is left. */
  void crash() {
    node = Optional.empty();
    disk = random.nextBoolean() ? durable.copy() : disk.copy();
    durable = disk.copy();
  }

  /** Loses the power while a Ready is written: some of its entries are durable, no more. */
  void tear(Ready ready) {
    disk.append(ready.entries().subList(0, random.nextInt(ready.entries().size() + 1)));
    durable = disk.copy();
    crash();
  }

  /** Drops the log behind a snapshot of what is applied. */
  void compact() {
    if (appliedIndex > disk.firstIndex() && disk.snapshotIndex() < appliedIndex) {
      long dropTo = disk.firstIndex() + random.nextInt((int) (appliedIndex - disk.firstIndex()));
      disk.compact(appliedIndex, confState, dropTo);
      durable = disk.copy();
    }
  }

  /** Writes what a Ready holds; what must be synced is. */
  void write(Ready ready) {
    disk.save(ready);
    if (ready.mustSync() || ready.snapshot().isPresent()) {
      durable = disk.copy();
    }
    checkers.forEach(checker -> checker.writes(this, ready.entries()));
    ready.softState().ifPresent(this::changed);
    ready
        .snapshot()
        .ifPresent(it -> {
          appliedIndex = it.getMetadata().getIndex();
          confState = it.getMetadata().getConfState();
        });
  }

  /** Applies, and tells raft that all is done. */
  void finish(Ready ready) {
    for (Entry entry : ready.committedEntries()) {
      checkers.forEach(checker -> checker.applies(this, entry));
      appliedIndex = entry.getIndex();
      if (entry.getType() != EntryType.EntryNormal) {
        confState = change(entry);
      }
    }
    node.orElseThrow().advance();
    Invariants.check(node.orElseThrow());
    if (isElected) {
      isElected = false;
      if (node.orElseThrow().softState().role() == RoleName.LEADER) {
        checkers.forEach(checker -> checker.leads(this));
      }
    }
  }

  private void changed(SoftState state) {
    role = state.role();
    isElected = role == RoleName.LEADER;
  }

  private ConfState change(Entry entry) {
    ByteString data = entry.getData();
    try {
      return entry.getType() == EntryType.EntryConfChange
          ? node.orElseThrow().applyConfChange(ConfChange.parseFrom(data))
          : node.orElseThrow().applyConfChange(ConfChangeV2.parseFrom(data));
    } catch (InvalidProtocolBufferException undecodable) {
      throw new AssertionError(undecodable);
    }
  }
}
