package io.drydock.tools.wal.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.tools.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundsTest {

  @ParameterizedTest
  @CsvSource({
    "7, 7, 7",
    "7:9, 7, 9",
    "7:, 7, -1",
    ":9, 0, 9",
    "18446744073709551615, -1, -1",
    "1:18446744073709551615, 1, -1",
  })
  void aRangeIsRead(String text, long from, long to) {
    assertEquals(new Bounds(from, to), Bounds.parse("--index", text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "9:7", "a", "1:b", "-1", "1:2:3", "1-2", "18446744073709551616"})
  void nonsenseIsNamed(String text) {
    var refused = assertThrows(UsageException.class, () -> Bounds.parse("--index", text));
    assertTrue(refused.getMessage().startsWith("--index " + text + ": expected "));
  }

  @Test
  void numbersAreUnsigned() {
    assertTrue(new Bounds(5, -1).holds(-1));
    assertTrue(new Bounds(Long.MAX_VALUE, Long.MIN_VALUE).holds(Long.MIN_VALUE));
  }
}
