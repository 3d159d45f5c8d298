package io.drydock.node.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.Message;
import io.drydock.formats.proto.raftpb.MessageType;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.node.testing.MemoryLog;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a member makes of messages that a healthy cluster rarely sends. */
class FollowerTest {

  private final MemoryLog disk = new MemoryLog();

  /**
   * Log, commit, then an append: where it follows, the terms of its entries, the leader's commit;
   * then the answer and the commit afterwards.
   */
  @ParameterizedTest
  @CsvSource({
    "1 1 2,   1, 2/3, 2 2, 5, accepted 5,     5",
    "1 1 2,   1, 2/3, '',  3, accepted 3,     3",
    "1 1 2,   1, 2/3, '',  2, accepted 3,     2",
    "1 1 2,   1, 1/2, '',  3, accepted 2,     2",
    "1 1 1 1, 1, 1/1, 2,   9, accepted 2,     2",
    "1 1 2,   1, 1/1, 1 2, 3, accepted 3,     3",
    "1 1 2,   3, 1/1, 1,   2, accepted 3,     3",
    "1 1 2,   1, 2/4, 2,   5, 'rejected 4, try 3 of 2', 1",
    "1 1 1,   1, 3/3, 3,   4, 'rejected 3, try 3 of 1', 1",
    "1 3 3 3, 1, 2/4, 2,   4, 'rejected 4, try 1 of 1', 1"
  })
  void anAppendIs(ArgumentsAccessor row) {
    String before = row.getString(2);
    String entries = row.getString(3);
    RawNode node = node(row.getString(0), row.getLong(1));
    long index = Long.parseLong(before.split("/")[1]);
    Message append =
        message(MessageType.MsgApp)
            .setLogTerm(Long.parseLong(before.split("/")[0]))
            .setIndex(index)
            .addAllEntries(entries(index + 1, entries))
            .setCommit(row.getLong(4))
            .build();
    assertEquals(Verdict.TAKEN, node.step(append));
    assertEquals(row.getString(5), text(node.ready().messages().getFirst()));
    assertEquals(row.getLong(6), node.status().hardState().getCommit());
    node.checkInvariants();
  }

  @Test
  void aSnapshotOfWhatIsCommittedChangesNothing() {
    RawNode node = node("1 1 2", 3);
    assertEquals(Verdict.TAKEN, node.step(snapshot(1, 2)));
    Ready ready = node.ready();
    assertTrue(ready.snapshot().isEmpty());
    assertEquals("accepted 3", text(ready.messages().getFirst()));
    assertEquals(3, node.status().hardState().getCommit());
  }

  @Test
  void aSnapshotOfWhatTheLogHasOnlyCommits() {
    RawNode node = node("1 1 2", 1);
    node.step(snapshot(2, 3));
    Ready ready = node.ready();
    assertTrue(ready.snapshot().isEmpty());
    assertEquals(3, ready.hardState().orElseThrow().getCommit());
  }

  @Test
  void aSnapshotTakesThePlaceOfALogThatIsBehind() {
    RawNode node = node("1 1 2", 1);
    node.step(snapshot(3, 9));
    Ready ready = node.ready();
    assertEquals(9, ready.snapshot().orElseThrow().getMetadata().getIndex());
    assertEquals(List.of(), ready.committedEntries());
    assertEquals("accepted 9", text(ready.messages().getFirst()));
    assertEquals(Verdict.NOT_PROMOTABLE, node.campaign());
    disk.save(ready);
    node.advance();
    assertEquals(9, node.status().appliedIndex());
    assertEquals(Verdict.TAKEN, node.campaign());
  }

  @Test
  void aSnapshotForOthersIsNotTaken() {
    RawNode node = node("1", 1);
    var foreign = snapshot(3, 9).toBuilder();
    foreign
        .getSnapshotBuilder()
        .getMetadataBuilder()
        .setConfState(RaftMessages.confState(List.of(2L, 3L), List.of()));
    node.step(foreign.build());
    assertTrue(node.ready().snapshot().isEmpty());
  }

  @Test
  void committedEntriesAreNeverReplaced() {
    RawNode node = node("1 1 2", 3);
    var append =
        message(MessageType.MsgApp).setLogTerm(2).setIndex(3).addAllEntries(entries(4, "2"));
    node.step(append.build());
    Message other =
        append.setLogTerm(1).setIndex(2).clearEntries().addAllEntries(entries(3, "3")).build();
    // The index before the entries is committed too: the answer says how far, and nothing changes.
    assertEquals(Verdict.TAKEN, node.step(other));
    assertEquals(4, node.status().lastIndex());
  }

  @Test
  void aCommitBeyondTheLogProvesThatEntriesAreLost() {
    RawNode node = node("1 1", 1);
    Message beat = message(MessageType.MsgHeartbeat).setCommit(3).build();
    var failure = assertThrows(IllegalStateException.class, () -> node.step(beat));
    assertEquals(
        "index 3 is committed, but the log ends at 2: entries that were acknowledged are lost",
        failure.getMessage());
  }

  /** The power went after the entry had reached the disk and before the hard state had. */
  @Test
  void aTermThatOnlyAnEntryTellsCounts() {
    disk.append(entries(1, "1 4"));
    var start =
        new RaftStart(
            RaftMessages.hardState(1, 2, 1), RaftMessages.confState(List.of(1L), List.of()), 0);
    var node = new RawNode(RaftConfig.etcd(1, 10), start, disk, new SplittableRandom(1));
    assertEquals(RaftMessages.hardState(4, 0, 1), node.status().hardState());
    node.checkInvariants();
  }

  @ParameterizedTest
  @EnumSource(
      value = MessageType.class,
      names = {
        "MsgHup",
        "MsgBeat",
        "MsgUnreachable",
        "MsgSnapStatus",
        "MsgCheckQuorum",
        "MsgStorageAppend",
        "MsgStorageAppendResp",
        "MsgStorageApply",
        "MsgStorageApplyResp",
        "MsgForgetLeader"
      })
  void whatIsLocalToAMemberIsNotTakenFromAnother(MessageType type) {
    RawNode node = node("1", 1);
    drain(node);
    assertEquals(Verdict.MALFORMED, node.step(message(type).build()));
    assertFalse(node.hasReady());
  }

  @Test
  void numbersBeyondTheRangeAndEntriesOutOfOrderAreRefused() {
    RawNode node = node("1", 1);
    drain(node);
    var append = message(MessageType.MsgApp).setLogTerm(1).setIndex(1);
    List<Message> bad =
        List.of(
            append.clone().setTerm(-1).build(),
            append.clone().setIndex(-2).build(),
            append.clone().setCommit(-1).build(),
            append.clone().setTerm(0).build(),
            append.clone().setFrom(0).build(),
            append.clone().addAllEntries(entries(3, "1")).build(),
            append.clone().addAllEntries(entries(2, "3 2")).build(),
            append.clone().addAllEntries(entries(2, "9")).build(),
            message(MessageType.MsgSnap).build());
    for (Message message : bad) {
      assertEquals(Verdict.MALFORMED, node.step(message), message.toString());
    }
    assertFalse(node.hasReady());
  }

  /** Member 1 of three. */
  private RawNode node(String terms, long commit) {
    disk.append(entries(1, terms));
    long term = disk.term(disk.lastIndex());
    var start =
        new RaftStart(
            RaftMessages.hardState(term, 0, commit),
            RaftMessages.confState(List.of(1L, 2L, 3L), List.of()),
            0);
    return new RawNode(RaftConfig.etcd(1, 10), start, disk, new SplittableRandom(1));
  }

  private void drain(RawNode node) {
    disk.drain(node, _ -> {});
  }

  private static List<Entry> entries(long from, String terms) {
    var words = terms.isBlank() ? List.<String>of() : List.of(terms.split(" "));
    return IntStream.range(0, words.size())
        .mapToObj(i ->
            Entry.newBuilder()
                .setType(EntryType.EntryNormal)
                .setTerm(Long.parseLong(words.get(i)))
                .setIndex(from + i)
                .build())
        .toList();
  }

  private static Message.Builder message(MessageType type) {
    return Message.newBuilder().setType(type).setFrom(2).setTo(1).setTerm(3);
  }

  private static Message snapshot(long term, long index) {
    var message = message(MessageType.MsgSnap);
    message
        .getSnapshotBuilder()
        .getMetadataBuilder()
        .setTerm(term)
        .setIndex(index)
        .setConfState(RaftMessages.confState(List.of(1L, 2L, 3L), List.of()));
    return message.build();
  }

  private static String text(Message answer) {
    assertEquals(MessageType.MsgAppResp, answer.getType());
    return answer.getReject()
        ? "rejected %d, try %d of %d"
            .formatted(answer.getIndex(), answer.getRejectHint(), answer.getLogTerm())
        : "accepted " + answer.getIndex();
  }
}
