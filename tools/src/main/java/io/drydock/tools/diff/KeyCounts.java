package io.drydock.tools.diff;

import io.drydock.tools.compare.KeyDifference.Change;
import java.util.Locale;
import java.util.Map;

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
