package io.drydock.tools.diff;

import io.drydock.formats.mvcc.LiveKeys;
import io.drydock.tools.compare.KeyComparison;
import io.drydock.tools.compare.KeyDifference;
import io.drydock.tools.compare.KeyDifference.Change;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How many keys differ.
 *
 * @param first main revision that the keys of the first store were read at
 * @param second that of the second one
 * @param byChange every change with its number
 */
record KeyCounts(long first, long second, Map<Change, Long> byChange) {

  KeyCounts {
    byChange = Map.copyOf(byChange);
  }

  static KeyCounts of(LiveKeys.Differing living) {
    var keys = new KeyComparison(living.first(), living.second());
    var counts = new EnumMap<Change, Long>(Change.class);
    for (Change change : Change.values()) {
      counts.put(change, 0L);
    }
    for (Optional<KeyDifference> next = keys.next(); next.isPresent(); next = keys.next()) {
      counts.merge(next.get().change(), 1L, Long::sum);
    }
    return new KeyCounts(living.first().revision(), living.second().revision(), counts);
  }

  long of(Change change) {
    return byChange.getOrDefault(change, 0L);
  }

  long all() {
    return byChange.values().stream().mapToLong(count -> count).sum();
  }

  /** {@code changed}, as scripts and people read it. */
  static String word(Change change) {
    return change.name().toLowerCase(Locale.ROOT);
  }
}
