package io.drydock.formats.mvcc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts against a set of the keys themselves. */
class LiveKeyTallyTest {

  private static final int RECORDS = 60_000;
  private static final int KEYS = 5_000;
  private static final int MAX_KEY_BYTES = 40;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 0x123456789abcdefL})
  void equalsASetOfKeysAtRandomPutsAndDeletes(long seed) {
    var random = new Random(seed);
    byte[] bytes = new byte[KEYS + MAX_KEY_BYTES];
    random.nextBytes(bytes);
    Set<String> expected = new HashSet<>();
    try (var tally = new LiveKeyTally(MemorySegment.ofArray(bytes))) {
      for (int i = 0; i < RECORDS; i++) {
        int offset = random.nextInt(KEYS);
        int length = offset % (MAX_KEY_BYTES + 1);
        boolean isPut = random.nextInt(3) > 0;
        String key = new String(bytes, offset, length, ISO_8859_1);
        tally.add(offset, length, isPut);
        if (isPut) {
          expected.add(key);
        } else {
          expected.remove(key);
        }
        if (i % 9973 == 0) {
          assertEquals(expected.size(), tally.count());
        }
      }
      assertEquals(expected.size(), tally.count());
    }
  }

  /** Keys that differ in one byte only, or in their length only: everywhere, also past a part. */
  @Test
  void everyByteAndTheLengthCount() {
    int length = 2100;
    byte[] bytes = new byte[length * (length + 1)];
    for (int i = 0; i < length; i++) {
      bytes[i * length + i] = 1;
    }
    try (var tally = new LiveKeyTally(MemorySegment.ofArray(bytes))) {
      for (int i = 0; i <= length; i++) {
        tally.add((long) i * length, length, true);
        tally.add((long) length * length, i, true);
      }
      // The last of the long keys is all zeros, and so is the last of the short ones.
      assertEquals(2L * length + 1, tally.count());
    }
  }
}
