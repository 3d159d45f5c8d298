package io.drydock.node.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfChangeType;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.node.testing.MemoryLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A member that is its own quorum, through the same door as any other. */
class LoneVoterTest {

  private static final long ID = 0x8e9e05c52164694dL;

  private final MemoryLog disk = new MemoryLog();
  private final List<Entry> applied = new ArrayList<>();
  private final List<ReadState> reads = new ArrayList<>();
  private RawNode node = start(RaftConfig.etcd(ID, 10));

  @Test
  void winsItsElectionAtOnce() {
    lead();
    assertEquals(new SoftState(ID, RoleName.LEADER), node.status().softState());
    assertEquals(RaftMessages.hardState(2, ID, 2), disk.hardState());
  }

  @Test
  void winsItsElectionWhenTheTimeoutHasPassed() {
    drain();
    for (int tick = 0; tick < 20; tick++) {
      node.tick();
    }
    assertEquals(RoleName.LEADER, node.status().softState().role());
  }

  @Test
  void commitsOnlyWhatIsDurable() {
    lead();
    assertEquals(Verdict.TAKEN, node.propose(payloads("a", "b")));
    Ready first = node.ready();
    assertEquals(2, first.entries().size());
    assertTrue(first.mustSync());
    assertEquals(List.of(), first.committedEntries());
    assertEquals(Optional.empty(), first.hardState());
    disk.save(first);
    node.advance();
    Ready second = node.ready();
    assertEquals(first.entries(), second.committedEntries());
    assertFalse(second.mustSync());
    assertEquals(Optional.of(RaftMessages.hardState(2, ID, 4)), second.hardState());
    node.advance();
    assertFalse(node.hasReady());
  }

  @Test
  void writesEntriesAsEtcdDoes() {
    lead();
    node.propose(payloads("a"));
    drain();
    var empty = entry(2, 2, EntryType.EntryNormal).build();
    var request = entry(2, 3, EntryType.EntryNormal);
    assertEquals(
        List.of(empty, request.setData(ByteString.copyFromUtf8("a")).build()),
        applied.subList(1, 3));
  }

  @Test
  void readsAtTheCommitIndexAtOnce() {
    lead();
    node.propose(payloads("a"));
    drain();
    assertEquals(Verdict.TAKEN, node.readIndex(ByteString.copyFromUtf8("r")));
    drain();
    assertEquals(List.of(new ReadState(3, ByteString.copyFromUtf8("r"))), reads);
  }

  @Test
  void aReadWaitsForTheFirstEntryOfTheTerm() {
    lead();
    node.propose(payloads("a"));
    drain();
    node = new RawNode(RaftConfig.etcd(ID, 10), begin(3), disk, new SplittableRandom(2));
    node.campaign();
    assertEquals(Verdict.TAKEN, node.readIndex(ByteString.copyFromUtf8("r")));
    Ready first = node.ready();
    assertEquals(List.of(), first.readStates());
    disk.save(first);
    node.advance();
    Ready second = node.ready();
    assertEquals(List.of(new ReadState(4, ByteString.copyFromUtf8("r"))), second.readStates());
  }

  @Test
  void goesOnFromItsDiskAndAppliesTheRest() {
    lead();
    node.propose(payloads("a", "b"));
    drain();
    applied.clear();
    node = new RawNode(RaftConfig.etcd(ID, 10), begin(3), disk, new SplittableRandom(2));
    drain();
    assertEquals(List.of(4L), applied.stream().map(Entry::getIndex).toList());
    node.campaign();
    drain();
    assertEquals(3, node.status().hardState().getTerm());
    assertEquals(5, node.status().appliedIndex());
  }

  @Test
  void whatWasAppliedCountsAsCommitted() {
    lead();
    node.propose(payloads("a"));
    Ready unsynced = node.ready();
    disk.append(unsynced.entries());
    node = new RawNode(RaftConfig.etcd(ID, 10), begin(3), disk, new SplittableRandom(2));
    assertEquals(3, node.status().hardState().getCommit());
    assertEquals(3, node.ready().hardState().orElseThrow().getCommit());
  }

  @Test
  void aLogThatEndsBeforeWhatWasAppliedIsRefused() {
    lead();
    RaftConfig config = RaftConfig.etcd(ID, 10);
    var failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> new RawNode(config, begin(3), disk, new SplittableRandom(2)));
    assertEquals(
        "the log ends at index 2, but 3 was committed: entries are lost", failure.getMessage());
  }

  @Test
  void refusesProposalsBeyondTheLimitUntilThoseBeforeAreApplied() {
    node = start(new RaftConfig(ID, 10, 1, 1 << 20, 512, 1 << 20, 4, true, true));
    lead();
    assertEquals(Verdict.TAKEN, node.propose(payloads("larger than the limit")));
    assertEquals(Verdict.UNCOMMITTED_LIMIT, node.propose(payloads("a")));
    drain();
    assertEquals(Verdict.TAKEN, node.propose(payloads("a")));
  }

  @Test
  void withoutALeaderThereIsNobodyToAsk() {
    drain();
    assertEquals(Verdict.NO_LEADER, node.propose(payloads("a")));
    assertEquals(Verdict.NO_LEADER, node.readIndex(ByteString.copyFromUtf8("r")));
    assertEquals(Verdict.NO_LEADER, node.transferLeader(ID));
  }

  @Test
  void doesNotCampaignBeforeTheConfigurationIsApplied() {
    assertEquals(Verdict.NOT_PROMOTABLE, node.campaign());
  }

  @Test
  void readyAndAdvanceTakeTurns() {
    lead();
    assertThrows(IllegalStateException.class, node::advance);
    node.propose(payloads("a"));
    node.ready();
    assertFalse(node.hasReady());
    assertThrows(IllegalStateException.class, node::ready);
  }

  @Test
  void committedEntriesComeInPortionsOfTheMessageSize() {
    node = start(new RaftConfig(ID, 10, 1, 20, 512, 1 << 20, 1 << 20, true, true));
    lead();
    node.propose(payloads("0123456789", "0123456789", "0123456789"));
    disk.save(node.ready());
    node.advance();
    for (long index = 3; index <= 5; index++) {
      Ready ready = node.ready();
      assertEquals(List.of(index), ready.committedEntries().stream().map(Entry::getIndex).toList());
      node.advance();
    }
    assertFalse(node.hasReady());
  }

  /** A new member: the first entry adds itself, and is committed in term 1. */
  private RawNode start(RaftConfig config) {
    var change =
        ConfChange.newBuilder().setType(ConfChangeType.ConfChangeAddNode).setNodeId(ID).build();
    disk.append(
        List.of(entry(1, 1, EntryType.EntryConfChange).setData(change.toByteString()).build()));
    var start = new RaftStart(RaftMessages.hardState(1, 0, 1), ConfState.getDefaultInstance(), 0);
    return new RawNode(config, start, disk, new SplittableRandom(1));
  }

  private RaftStart begin(long appliedIndex) {
    return new RaftStart(
        disk.hardState(), RaftMessages.confState(List.of(ID), List.of()), appliedIndex);
  }

  private void lead() {
    drain();
    assertEquals(Verdict.TAKEN, node.campaign());
    drain();
  }

  private void drain() {
    disk.drain(
        node,
        ready -> {
          assertEquals(List.of(), ready.messages());
          ready.committedEntries().forEach(this::apply);
          reads.addAll(ready.readStates());
        });
    node.checkInvariants();
  }

  private void apply(Entry entry) {
    applied.add(entry);
    if (entry.getType() == EntryType.EntryConfChange) {
      try {
        node.applyConfChange(ConfChange.parseFrom(entry.getData()));
      } catch (InvalidProtocolBufferException undecodable) {
        throw new AssertionError(undecodable);
      }
    }
  }

  private static Entry.Builder entry(long term, long index, EntryType type) {
    return Entry.newBuilder().setType(type).setTerm(term).setIndex(index);
  }

  private static List<ByteString> payloads(String... texts) {
    return Arrays.stream(texts).map(ByteString::copyFromUtf8).toList();
  }
}
