package io.drydock.node.raft.read;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.drydock.node.raft.read.PendingReads.Read;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PendingReadsTest {

  private final PendingReads reads = new PendingReads();
  private final Read first = new Read(ByteString.copyFromUtf8("a"), 1, 5);
  private final Read second = new Read(ByteString.copyFromUtf8("b"), 2, 6);
  private final Read third = new Read(ByteString.copyFromUtf8("c"), 1, 6);

  @Test
  void aConfirmedReadReleasesAllBeforeIt() {
    reads.add(first);
    reads.add(second);
    reads.add(third);
    assertEquals(third.context(), reads.newestContext());
    assertEquals(Map.of(7L, true), reads.confirm(second.context(), 7));
    assertEquals(List.of(first, second), reads.release(second.context()));
    assertEquals(List.of(), reads.release(first.context()));
    assertEquals(third.context(), reads.newestContext());
    assertEquals(List.of(third), reads.release(third.context()));
    assertEquals(ByteString.EMPTY, reads.newestContext());
  }

  @Test
  void anAnswerToNobodyConfirmsNothing() {
    assertEquals(Map.of(), reads.confirm(first.context(), 7));
    reads.add(first);
    reads.confirm(first.context(), 7);
    assertEquals(Map.of(7L, true, 8L, true), reads.confirm(first.context(), 8));
  }

  @Test
  void aContextThatWaitsAlreadyIsNotAskedAgain() {
    reads.add(first);
    reads.add(new Read(first.context(), 9, 99));
    assertEquals(List.of(first), reads.release(first.context()));
  }
}
