package io.drydock.node.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.drydock.node.EtcdError;
import io.drydock.node.raft.ReadState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadQueueTest {

  private final ReadQueue reads = new ReadQueue(new RequestIds(1, 1), 100, 10);
  private final List<ByteString> asked = new ArrayList<>();
  private final Told<Void> one = new Told<>();
  private final Told<Void> other = new Told<>();

  @Test
  void oneQuestionStandsForAllThatWait() {
    reads.add(one, 0);
    reads.add(other, 0);
    reads.ask(asked::add, 0);
    assertEquals(1, asked.size());
    reads.confirm(new ReadState(7, asked.getFirst()));
    reads.applied(6);
    assertEquals(List.of(), one.words());
    reads.applied(7);
    assertEquals(List.of("done null"), one.words());
    assertEquals(List.of("done null"), other.words());
  }

  @Test
  void whoComesLaterNeedsAQuestionOfItsOwn() {
    reads.add(one, 0);
    reads.ask(asked::add, 0);
    reads.add(other, 1);
    reads.ask(asked::add, 1);
    assertEquals(1, asked.size());
    reads.confirm(new ReadState(7, asked.getFirst()));
    reads.ask(asked::add, 2);
    assertEquals(2, asked.size());
    reads.applied(100);
    assertEquals(List.of(), other.words());
    reads.confirm(new ReadState(9, asked.getLast()));
    reads.applied(100);
    assertEquals(List.of("done null"), other.words());
  }

  @Test
  void aLostQuestionIsAskedAgainAndItsOldAnswerDoesNotCount() {
    reads.add(one, 0);
    reads.ask(asked::add, 0);
    reads.ask(asked::add, 9);
    assertEquals(1, asked.size());
    reads.ask(asked::add, 10);
    assertEquals(2, asked.size());
    reads.confirm(new ReadState(7, asked.getFirst()));
    reads.applied(100);
    assertEquals(List.of(), one.words());
    reads.confirm(new ReadState(8, asked.getLast()));
    reads.applied(100);
    assertEquals(List.of("done null"), one.words());
  }

  @Test
  void nobodyIsLostWhenRaftCannotBeAsked() {
    reads.add(one, 0);
    reads.ask(_ -> false, 0);
    reads.expire(99);
    assertEquals(List.of(), one.words());
    reads.expire(100);
    assertEquals(List.of("TIMEOUT"), one.words());
  }

  @Test
  void theEndIsToldToAll() {
    reads.add(one, 0);
    reads.ask(asked::add, 0);
    reads.confirm(new ReadState(7, asked.getFirst()));
    reads.add(other, 0);
    reads.refuseAll(EtcdError.STOPPED);
    reads.applied(7);
    assertEquals(List.of("STOPPED"), one.words());
    assertEquals(List.of("STOPPED"), other.words());
  }
}
