package io.drydock.node.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.Snapshot;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogTailTest {

  private final LogTail tail = new LogTail(Optional.empty(), List.of());

  @Test
  void anEmptyLogEndsAtTheOrigin() {
    assertEquals(1, tail.firstIndex());
    assertEquals(0, tail.lastIndex());
    assertEquals(0, tail.term(0));
    assertEquals(Optional.empty(), tail.snapshot());
  }

  @Test
  void laterEntriesTakeThePlaceOfThoseFromTheirFirstIndexOn() {
    tail.append(List.of(entry(1, 1), entry(1, 2), entry(1, 3)));
    tail.append(List.of(entry(2, 2)));
    assertEquals(2, tail.lastIndex());
    assertEquals(2, tail.term(2));
    assertThrows(IllegalArgumentException.class, () -> tail.append(List.of(entry(2, 4))));
  }

  @Test
  void aPortionEndsBeforeTheEntryThatIsTooMuchButHasOne() {
    tail.append(List.of(entry(1, 1), entry(1, 2), entry(1, 3)));
    long one = entry(1, 1).getSerializedSize();
    assertEquals(1, tail.entries(1, 4, 1).size());
    assertEquals(1, tail.entries(1, 4, 2 * one - 1).size());
    assertEquals(2, tail.entries(1, 4, 2 * one).size());
    assertEquals(List.of(entry(1, 2)), tail.entries(2, 3, 1 << 20));
  }

  @Test
  void compactionKeepsTheTermOfTheLastEntryItForgets() {
    tail.append(List.of(entry(1, 1), entry(2, 2), entry(3, 3)));
    tail.compactTo(2);
    tail.compactTo(1);
    assertEquals(3, tail.firstIndex());
    assertEquals(2, tail.term(2));
    assertEquals(3, tail.term(3));
    assertEquals(3, tail.lastIndex());
  }

  @Test
  void aSnapshotServesWhileTheLogGoesOnBehindIt() {
    tail.append(List.of(entry(1, 1), entry(1, 2), entry(1, 3)));
    Snapshot snapshot = snapshot(1, 2);
    tail.made(snapshot);
    tail.compactTo(2);
    assertEquals(Optional.of(snapshot), tail.snapshot());
    tail.compactTo(3);
    assertEquals(Optional.empty(), tail.snapshot());
    assertEquals(2, tail.newestSnapshotIndex());
  }

  @Test
  void aReceivedSnapshotIsTheWholeLog() {
    tail.append(List.of(entry(1, 1), entry(1, 2)));
    tail.install(snapshot(4, 9));
    assertEquals(10, tail.firstIndex());
    assertEquals(9, tail.lastIndex());
    assertEquals(4, tail.term(9));
    tail.append(List.of(entry(4, 10)));
    assertEquals(10, tail.lastIndex());
  }

  private static Entry entry(long term, long index) {
    return Entry.newBuilder()
        .setType(EntryType.EntryNormal)
        .setTerm(term)
        .setIndex(index)
        .setData(ByteString.copyFromUtf8("entry"))
        .build();
  }

  private static Snapshot snapshot(long term, long index) {
    var made = Snapshot.newBuilder();
    made.getMetadataBuilder().setTerm(term).setIndex(index);
    return made.build();
  }
}
