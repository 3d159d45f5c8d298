package io.drydock.node.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long LEAST = 64L << 20;
  private static final long TICK = 100_000_000;

  @Test
  void whoWritesLittleLeavesTheLimitAlone() {
    var pace = new Pace(LEAST, 5);
    assertEquals(LEAST, pace.limit(0, 5));
    assertEquals(LEAST, pace.limit(1 << 20, 5 + TICK));
  }

  @Test
  void theLimitIsAMultipleOfWhatComesIn() {
    var pace = new Pace(LEAST, 0);
    assertEquals(400_000_000, pace.limit(10_000_000, TICK));
    assertEquals(800_000_000, pace.limit(30_000_000, 2 * TICK));
  }

  @Test
  void aBurstIsForgottenSlowly() {
    var pace = new Pace(LEAST, 0);
    long bytes = 100_000_000;
    long limit = pace.limit(bytes, TICK);
    for (int tick = 2; tick < 60; tick++) {
      long next = pace.limit(bytes, tick * TICK);
      assertTrue(next < limit || next == LEAST, limit + " then " + next);
      limit = next;
    }
    assertEquals(LEAST, limit);
  }

  @Test
  void aWriterThatIsHeldUpFreesItself() {
    var pace = new Pace(LEAST, 0);
    long bytes = 0;
    long limit = LEAST;
    for (int tick = 1; tick <= 20; tick++) {
      bytes += Math.min(limit / 3, 500_000_000) / 10;
      limit = pace.limit(bytes, tick * TICK);
    }
    assertEquals(2_000_000_000, limit);
  }
}
