package io.drydock.formats.bolt.salvage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bytes.Bytes;
import java.util.BitSet;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ranges against sets of numbers: the key of a number is its one byte. */
class KeySpansTest {

  private static final int KEYS = 40;

  private static Bytes key(int number) {
    return Bytes.adopt(new byte[] {(byte) (number + 1)});
  }

  private static KeySpan span(int from, int to) {
    Optional<Bytes> high = to == KEYS ? Optional.empty() : Optional.of(key(to));
    return new KeySpan(key(from), high);
  }

  private static BitSet numbers(KeySpans spans) {
    var numbers = new BitSet();
    for (int i = 0; i < KEYS; i++) {
      numbers.set(i, spans.contains(key(i).segment()));
    }
    return numbers;
  }

  private static KeySpans random(Random random, BitSet numbers) {
    var spans = new KeySpans.Builder();
    for (int at = random.nextInt(6); at < KEYS; at += random.nextInt(7)) {
      int end = Math.min(KEYS, at + random.nextInt(9));
      spans.add(span(at, end));
      numbers.set(at, end);
      at = Math.max(at, end);
    }
    return spans.build();
  }

  @Test
  void theyAreTheSetsThatTheyStandFor() {
    for (int seed = 0; seed < 500; seed++) {
      var random = new Random(seed);
      var a = new BitSet();
      var b = new BitSet();
      KeySpans first = random(random, a);
      KeySpans second = random(random, b);
      assertEquals(a, numbers(first), "seed " + seed);
      assertEquals(a.isEmpty(), first.isEmpty());
      assertEquals(a.get(KEYS - 1), first.isOpenEnded());
      int from = random.nextInt(KEYS);
      int to = random.nextInt(KEYS + 1);
      boolean touches = from < to && !a.get(from, to).isEmpty();
      assertEquals(touches, first.touches(span(from, to)), "seed " + seed);
      a.and(b);
      assertEquals(a, numbers(first.and(second)), "seed " + seed);
    }
  }

  @Test
  void whatTouchesBecomesOne() {
    var spans = new KeySpans.Builder();
    spans.add(span(1, 3));
    spans.add(span(3, 5));
    spans.add(span(4, 4));
    spans.add(span(6, 7));
    assertEquals(2, spans.build().list().size());
    assertEquals(span(1, 5), spans.build().list().getFirst());
  }

  @Test
  void theKeyBehindAKeyHasNothingInBetween() {
    Bytes behind = KeySpan.after(key(7));
    assertTrue(key(7).compareTo(behind) < 0);
    assertTrue(behind.compareTo(key(8)) < 0);
    assertFalse(new KeySpan(behind, Optional.of(key(8))).contains(key(7).segment()));
    assertTrue(new KeySpan(behind, Optional.of(behind)).isEmpty());
  }
}
