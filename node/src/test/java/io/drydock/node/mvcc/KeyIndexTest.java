package io.drydock.node.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.drydock.formats.bytes.Bytes;
import io.drydock.node.testing.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class KeyIndexTest {

  private final KeyIndex index = new KeyIndex();

  /** What a key has in the tests: the entry is told from another by its main revision. */
  private static KeyEntry entry(Bytes key, long main) {
    return KeyEntry.ofPut(key.toByteArray(), main, 0, main, 1);
  }

  private static Bytes randomKey(RandomGenerator random, int kinds) {
    int number = random.nextInt(kinds);
    return switch (number % 3) {
      case 0 -> Bytes.ofUtf8("/registry/pods/" + number);
      case 1 -> Bytes.copyOf(new byte[] {(byte) number, (byte) (number >> 8)});
      default -> Bytes.copyOf(new byte[number % 7]);
    };
  }

  private static Map<Bytes, Long> content(KeyIndex.View view, KeyBounds bounds) {
    Map<Bytes, Long> content = new TreeMap<>();
    List<Bytes> order = new ArrayList<>();
    view.walk(
        bounds,
        entry -> {
          order.add(Bytes.copyOf(entry.key()));
          content.put(Bytes.copyOf(entry.key()), entry.main(0));
          return true;
        });
    assertEquals(List.copyOf(content.keySet()), order, "in order, each once");
    return content;
  }

  @Test
  void holdsWhatASortedMapHoldsAndOldViewsStayAsTheyWere() {
    Seeds.check(KeyIndexTest::compareWithSortedMap);
  }

  private static void compareWithSortedMap(RandomGenerator random) {
    var index = new KeyIndex();
    NavigableMap<Bytes, Long> model = new TreeMap<>();
    Map<KeyIndex.View, Map<Bytes, Long>> views = new HashMap<>();
    int kinds = 1 + random.nextInt(1500);
    int steps = random.nextInt(1200);
    int deletions = random.nextInt(1, 10);
    for (int step = 1; step <= steps; step++) {
      Bytes key = randomKey(random, kinds);
      boolean isShrinking = step / 300 % 2 == 1;
      if (random.nextInt(10) < (isShrinking ? 9 : deletions / 2)) {
        if (model.remove(key) != null) {
          index.remove(key.toByteArray());
        }
      } else {
        index.set(entry(key, step));
        model.put(key, (long) step);
      }
      if (random.nextInt(100) == 0) {
        views.put(index.view(), new TreeMap<>(model));
      }
    }
    assertEquals(model, content(index.current(), KeyBounds.ALL));
    assertEquals(model.size(), index.current().size());
    views.forEach((view, then) -> assertEquals(then, content(view, KeyBounds.ALL)));
    for (int i = 0; i < 50; i++) {
      comparePart(random, index.current(), model, kinds);
    }
  }

  private static void comparePart(
      RandomGenerator random, KeyIndex.View view, NavigableMap<Bytes, Long> model, int kinds) {
    Bytes key = randomKey(random, kinds);
    KeyEntry found = view.get(key.toByteArray());
    assertEquals(model.get(key), found == null ? null : (Long) found.main(0));
    Bytes end = randomKey(random, kinds);
    var bounds = KeyBounds.of(key.toByteString(), end.toByteString());
    if (end.isEmpty()) {
      assertEquals(model.containsKey(key) ? 1 : 0, content(view, bounds).size());
    } else if (end.equals(Bytes.ofHex("00"))) {
      assertEquals(model.tailMap(key), content(view, bounds));
    } else if (key.compareTo(end) >= 0) {
      assertEquals(Map.of(), content(view, bounds));
    } else {
      assertEquals(model.subMap(key, end), content(view, bounds));
    }
  }

  @Test
  void keysInOrderLeaveFullLeavesBehind() {
    for (int i = 0; i < 10_000; i++) {
      index.set(entry(Bytes.ofUtf8("key%08d".formatted(i)), i));
    }
    assertEquals(10_000, content(index.view(), KeyBounds.ALL).size());
  }

  @Test
  void anIndexWithoutKeysHasNone() {
    assertNull(index.view().get(new byte[] {1}));
    assertEquals(Map.of(), content(index.view(), KeyBounds.ALL));
    index.set(entry(Bytes.ofUtf8("a"), 1));
    index.remove(Bytes.ofUtf8("a").toByteArray());
    assertEquals(Map.of(), content(index.view(), KeyBounds.ALL));
  }

  @Test
  void aWalkEndsWhenTheVisitorSaysSo() {
    for (int i = 0; i < 100; i++) {
      index.set(entry(Bytes.ofUtf8("key" + i), i));
    }
    int[] seen = {0};
    assertFalse(index.view().walk(KeyBounds.ALL, entry -> ++seen[0] < 50));
    assertEquals(50, seen[0]);
  }
}
