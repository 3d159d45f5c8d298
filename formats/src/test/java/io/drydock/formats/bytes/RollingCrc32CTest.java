package io.drydock.formats.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RollingCrc32CTest {

  @Test
  void knownAnswerOfTheCheckString() {
    var crc = new RollingCrc32C();
    crc.update("123456789".getBytes(StandardCharsets.US_ASCII), 0, 9);
    assertEquals(0xe3069283, crc.value());
  }

  @Test
  void continuingFromAValueEqualsFeedingAllBytesAtOnce() {
    var random = new SplittableRandom(7);
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      int cut = random.nextInt(bytes.length + 1);
      var whole = new RollingCrc32C();
      whole.update(bytes, 0, bytes.length);
      var head = new RollingCrc32C();
      head.update(bytes, 0, cut);
      var tail = new RollingCrc32C();
      tail.reset(head.value());
      assertEquals(head.value(), tail.value());
      tail.update(bytes, cut, bytes.length - cut);
      assertEquals(whole.value(), tail.value());
    }
  }

  @Test
  void anySeedIsReached() {
    var random = new SplittableRandom(11);
    var crc = new RollingCrc32C();
    for (int round = 0; round < 2_000; round++) {
      int seed = random.nextInt();
      crc.reset(seed);
      assertEquals(seed, crc.value());
    }
    crc.reset(0);
    assertEquals(0, crc.value());
  }
}
