package io.drydock.node.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.node.EtcdError;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitsTest {

  private final Waits<String> waits = new Waits<>(100);
  private final Told<String> one = new Told<>();
  private final Told<String> other = new Told<>();

  @Test
  void everyRequestIsAnsweredOnce() {
    waits.add(1, one, 0);
    waits.take(1).orElseThrow().done("yes");
    assertTrue(waits.take(1).isEmpty());
    waits.expire(1000, EtcdError.TIMEOUT);
    assertEquals(List.of("done yes"), one.words());
  }

  @Test
  void theOldestGivesUpFirst() {
    waits.add(1, one, 0);
    waits.add(2, other, 50);
    waits.expire(99, EtcdError.TIMEOUT);
    assertEquals(2, waits.size());
    waits.expire(100, EtcdError.TIMEOUT);
    assertEquals(List.of("TIMEOUT"), one.words());
    assertEquals(List.of(), other.words());
    waits.expire(150, EtcdError.TIMEOUT);
    assertEquals(List.of("TIMEOUT"), other.words());
  }

  @Test
  void anAnsweredOneDoesNotHideTheNext() {
    waits.add(1, one, 0);
    waits.add(2, other, 0);
    waits.take(1);
    waits.expire(100, EtcdError.TIMEOUT);
    assertEquals(List.of("TIMEOUT"), other.words());
  }

  @Test
  void theEndIsToldToAll() {
    waits.add(1, one, 0);
    waits.add(2, other, 0);
    waits.refuseAll(EtcdError.STOPPED);
    assertEquals(List.of("STOPPED"), one.words());
    assertEquals(List.of("STOPPED"), other.words());
    assertEquals(0, waits.size());
  }
}
