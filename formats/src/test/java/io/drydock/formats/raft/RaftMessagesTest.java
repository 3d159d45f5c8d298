package io.drydock.formats.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.MessageLite;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.raftpb.ConfChangeType;
import io.drydock.formats.proto.raftpb.EntryType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Against bytes that etcd 3.4 to 3.6 wrote. */
final class RaftMessagesTest {

  @Test
  void entryOfANewLeaderHasAllNumbersAndNoData() {
    var entry = RaftMessages.entry(EntryType.EntryNormal, new LogPosition(2, 2), Optional.empty());
    assertHex("08 00 10 02 18 02", entry);
  }

  @Test
  void emptyDataIsNotNoData() {
    var entry =
        RaftMessages.entry(
            EntryType.EntryConfChange, new LogPosition(1, 1), Optional.of(Bytes.EMPTY));
    assertHex("08 01 10 01 18 01 22 00", entry);
  }

  @Test
  void stateHasItsZeros() {
    assertHex("08 01 10 00 18 01", RaftMessages.hardState(1, 0, 1));
    assertHex(
        "08 02 10 8b b1 ba 88 b6 d6 80 e8 83 01 18 02",
        RaftMessages.hardState(2, 0x83d002b3610e988bL, 2));
  }

  @Test
  void confChangeOfBootstrapHasAnIdOfZero() {
    var change =
        RaftMessages.confChange(
            0,
            ConfChangeType.ConfChangeAddNode,
            0x9df831790911d4eaL,
            Optional.of(Bytes.ofUtf8("{}")));
    assertHex("08 00 10 00 18 ea a9 c7 c8 90 af 8c fc 9d 01 22 02 7b 7d", change);
  }

  @Test
  void removalHasNoContext() {
    var change =
        RaftMessages.confChange(
            0, ConfChangeType.ConfChangeRemoveNode, 0xfd9f4aed9748d7c8L, Optional.empty());
    assertHex("08 00 10 01 18 c8 af a3 ba d9 dd d2 cf fd 01", change);
  }

  @Test
  void snapshotRecordCarriesVotersAndLearnersUnpacked() {
    var state = RaftMessages.confState(List.of(0x48943ad1c2012a0cL), List.of(0xe8b39a1fd7c47f01L));
    var snapshot = RaftMessages.walSnapshot(new LogPosition(2, 0x2a), Optional.of(state));
    assertHex(
        """
        08 2a 10 02
        1a 17 08 8c d4 84 90 9c da 8e ca 48 10 81 fe 91 be fd c3 e6 d9 e8 01 28 00
        """,
        snapshot);
    assertHex("08 00 10 00", RaftMessages.walSnapshot(LogPosition.ZERO, Optional.empty()));
  }

  @Test
  void positionsAreOrderedByTermThenIndexUnsigned() {
    var sorted =
        List.of(
            LogPosition.ZERO,
            new LogPosition(0, 5),
            new LogPosition(1, 3),
            new LogPosition(1, -1),
            new LogPosition(-1, 0));
    assertEquals(sorted, Stream.of(3, 0, 4, 2, 1).map(sorted::get).sorted().toList());
    assertTrue(LogPosition.ZERO.isZero());
    assertFalse(new LogPosition(0, 1).isZero());
    assertEquals("18446744073709551615/7", new LogPosition(-1, 7).toString());
  }

  private static void assertHex(String expected, MessageLite message) {
    assertEquals(Bytes.ofHex(expected).toHex(), Bytes.copyOf(message.toByteString()).toHex());
  }
}
