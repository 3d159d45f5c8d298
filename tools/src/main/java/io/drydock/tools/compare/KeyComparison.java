package io.drydock.tools.compare;

import io.drydock.formats.Located;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyRecord.Version;
import io.drydock.formats.mvcc.LiveKeys;
import java.util.Optional;

/**
 * The living keys of two stores, side by side in key order; hands out those that are not the same.
 *
 * <p>Used by one thread. Does not close the keys: they can be compared again.
 */
public final class KeyComparison {

  private final LiveKeys first;
  private final LiveKeys second;
  private long firstPlace;
  private long secondPlace;

  /** Before the first difference. */
  public KeyComparison(LiveKeys first, LiveKeys second) {
    this.first = first;
    this.second = second;
  }

  /** The next key that differs; empty at the end. */
  public Optional<KeyDifference> next() {
    while (firstPlace < first.size() || secondPlace < second.size()) {
      int order = order();
      Optional<Located<Version>> one =
          order <= 0 ? Optional.of(first.at(firstPlace++)) : Optional.empty();
      Optional<Located<Version>> other =
          order >= 0 ? Optional.of(second.at(secondPlace++)) : Optional.empty();
      Bytes key = one.or(() -> other).orElseThrow().value().key();
      var difference = new KeyDifference(key, one, other);
      if (order != 0 || !difference.fields().isEmpty()) {
        return Optional.of(difference);
      }
    }
    return Optional.empty();
  }

  private int order() {
    if (firstPlace == first.size()) {
      return 1;
    }
    if (secondPlace == second.size()) {
      return -1;
    }
    return first.key(firstPlace).compareTo(second.key(secondPlace));
  }
}
