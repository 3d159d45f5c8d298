package io.drydock.node.raft.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.node.testing.Seeds;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class InflightsTest {

  @Test
  void isFullOfMessagesOrOfBytes() {
    var window = new Inflights(3, 100);
    window.add(1, 10);
    window.add(2, 10);
    assertFalse(window.isFull());
    window.add(3, 10);
    assertTrue(window.isFull());
    window.freeUpTo(1);
    assertFalse(window.isFull());
    window.add(9, 80);
    assertTrue(window.isFull());
    assertThrows(IllegalStateException.class, () -> window.add(10, 1));
    window.clear();
    assertEquals(0, window.count());
    assertFalse(window.isFull());
  }

  /** Against a queue that remembers everything. */
  @Test
  void aRingIsAQueue() {
    Seeds.check(random -> {
      int messagesMax = 1 + random.nextInt(40);
      var window = new Inflights(messagesMax, Long.MAX_VALUE);
      Deque<Long> model = new ArrayDeque<>();
      long index = 0;
      for (int step = 0; step < 200; step++) {
        if (random.nextInt(3) > 0 && !window.isFull()) {
          index += 1 + random.nextInt(5);
          window.add(index, 1);
          model.add(index);
        } else {
          long upTo = index - random.nextInt(20);
          window.freeUpTo(upTo);
          while (!model.isEmpty() && model.peek() <= upTo) {
            model.remove();
          }
        }
        assertEquals(model.size(), window.count());
        assertEquals(model.size() == messagesMax, window.isFull());
      }
    });
  }
}
