package io.drydock.node.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OldGenerationTest {

  private static final long MIB = 1 << 20;

  @Test
  void aHeapMayDoubleButASmallOneIsLeftAlone() {
    assertEquals(64 * MIB, OldGeneration.thresholdBytes(5 * MIB, 900 * MIB));
    assertEquals(300 * MIB, OldGeneration.thresholdBytes(150 * MIB, 900 * MIB));
  }

  @Test
  void theLimitOfTheHeapIsTheLast() {
    assertEquals(900 * MIB, OldGeneration.thresholdBytes(600 * MIB, 900 * MIB));
    assertEquals(1200 * MIB, OldGeneration.thresholdBytes(600 * MIB, -1));
  }
}
