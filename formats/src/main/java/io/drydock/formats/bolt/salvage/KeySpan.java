package io.drydock.formats.bolt.salvage;

import io.drydock.formats.bolt.KeyOrder;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A range of keys of one bucket.
 *
 * @param low the first key that it may hold; empty for all up to {@code high}
 * @param high the first key behind it; absent for all from {@code low} on
 */
public record KeySpan(Bytes low, Optional<Bytes> high) {

  /** Every key. */
  public static final KeySpan ALL = new KeySpan(Bytes.EMPTY, Optional.empty());

  /** Both are required. */
  public KeySpan {
    Objects.requireNonNull(low, "low");
    Objects.requireNonNull(high, "high");
  }

  /** The key that comes directly behind this one. */
  public static Bytes after(Bytes key) {
    byte[] next = key.toByteArray();
    return Bytes.adopt(Arrays.copyOf(next, next.length + 1));
  }

  /** True when no key lies in it. */
  public boolean isEmpty() {
    return high.isPresent() && low.compareTo(high.get()) >= 0;
  }

  /** True when the key lies in it. */
  public boolean contains(MemorySegment key) {
    return KeyOrder.compare(low.segment(), key) <= 0 && isBelowEnd(key);
  }

  /** True when the key lies before its end. */
  boolean isBelowEnd(MemorySegment key) {
    return high.isEmpty() || KeyOrder.compare(key, high.get().segment()) < 0;
  }

  /** The keys that are in both. */
  KeySpan and(KeySpan other) {
    Bytes first = low.compareTo(other.low) >= 0 ? low : other.low;
    if (high.isEmpty() || other.high.isEmpty()) {
      return new KeySpan(first, high.or(other::high));
    }
    boolean isFirstToEnd = high.get().compareTo(other.high.get()) <= 0;
    return new KeySpan(first, isFirstToEnd ? high : other.high);
  }
}
