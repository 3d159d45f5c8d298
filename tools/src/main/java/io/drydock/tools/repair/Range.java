package io.drydock.tools.repair;

import java.util.Optional;

/**
 * Entries that follow each other.
 *
 * @param first index, u64
 * @param last index, u64; not before the first
 */
record Range(long first, long last) {

  /** Empty when the last lies before the first. */
  static Optional<Range> of(long first, long last) {
    return Long.compareUnsigned(first, last) <= 0
        ? Optional.of(new Range(first, last))
        : Optional.empty();
  }

  boolean has(long index) {
    return Long.compareUnsigned(first, index) <= 0 && Long.compareUnsigned(index, last) <= 0;
  }

  long count() {
    return last - first + 1;
  }

  @Override
  public String toString() {
    return first == last
        ? "entry " + Long.toUnsignedString(first)
        : "entries " + Long.toUnsignedString(first) + " to " + Long.toUnsignedString(last);
  }
}
