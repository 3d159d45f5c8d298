package io.drydock.formats.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.formats.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyRangeTest {

  @ParameterizedTest
  @CsvSource({
    "61, '', 61, true", "61, '', 6100, false", "61, 63, 62ff, true", "61, 63, 63, false",
    "61, 63, 60, false", "61, 00, ffff, true", "61, 00, 60, false", "61, 00, 61, true",
    "00, 00, 00, true", "63, 61, 62, false"
  })
  void rangeEndIsExclusiveAndAZeroByteMeansNoEnd(
      String key, String end, String asked, boolean expected) {
    assertEquals(expected, new KeyRange(bytes(key), bytes(end)).contains(bytes(asked)));
  }

  @ParameterizedTest
  @CsvSource({"61, 62", "61ff, 62", "ff, 00", "ffff, 00", "'', 00", "61ff62, 61ff63"})
  void endOfAPrefixIsTheNextOne(String prefix, String end) {
    assertEquals(new KeyRange(bytes(prefix), bytes(end)), KeyRange.prefix(bytes(prefix)));
  }

  /** Against the definition: some key of up to three letters is in both. */
  @Test
  void rangesOverlapWhenAKeyIsInBoth() {
    var random = new Random(7);
    List<Bytes> keys = allKeys();
    for (int round = 0; round < 5_000; round++) {
      KeyRange one = range(random, keys);
      KeyRange other = range(random, keys);
      boolean expected = keys.stream().anyMatch(key -> one.contains(key) && other.contains(key));

      assertEquals(expected, one.overlaps(other), one + " " + other);
      assertEquals(expected, other.overlaps(one), one + " " + other);
    }
  }

  private static KeyRange range(Random random, List<Bytes> keys) {
    Bytes key = keys.get(random.nextInt(keys.size()));
    return switch (random.nextInt(4)) {
      case 0 -> KeyRange.single(key);
      case 1 -> KeyRange.prefix(key);
      case 2 -> new KeyRange(key, bytes("00"));
      default -> new KeyRange(key, keys.get(random.nextInt(keys.size())));
    };
  }

  private static List<Bytes> allKeys() {
    List<Bytes> keys = new ArrayList<>();
    String[] letters = {"00", "61", "ff"};
    for (String first : letters) {
      keys.add(bytes(first));
      for (String second : letters) {
        keys.add(bytes(first + second));
        for (String third : letters) {
          keys.add(bytes(first + second + third));
        }
      }
    }
    return keys;
  }

  private static Bytes bytes(String hex) {
    return hex.isEmpty() ? Bytes.EMPTY : Bytes.ofHex(hex);
  }
}
