package io.drydock.formats.wal.replay;

import java.util.Arrays;

/**
 * All entry records of a WAL in the order of the file, as runs of consecutive indexes of one term.
 *
 * <p>A log of millions of entries has a handful of runs: one for each term and one for each
 * rewrite. At most {@link #RUNS_MAX} are kept.
 */
final class LogRuns {

  /** 32 bytes each; a real log has fewer than a thousand. */
  static final int RUNS_MAX = 1 << 20;

  private static final int OFFSET_BITS = 40;

  private long[] place = new long[8];
  private long[] first = new long[8];
  private long[] last = new long[8];
  private long[] term = new long[8];
  private int size;

  /**
   * Adds the next entry record.
   *
   * @return false when there are too many runs; the entry is then not kept
   */
  boolean add(int ordinal, long offset, long entryTerm, long index) {
    int newest = size - 1;
    if (newest >= 0 && index == last[newest] + 1 && entryTerm == term[newest]) {
      last[newest] = index;
      return true;
    }
    if (size == RUNS_MAX) {
      return false;
    }
    if (size == place.length) {
      place = Arrays.copyOf(place, 2 * size);
      first = Arrays.copyOf(first, 2 * size);
      last = Arrays.copyOf(last, 2 * size);
      term = Arrays.copyOf(term, 2 * size);
    }
    place[size] = pack(ordinal, offset);
    first[size] = index;
    last[size] = index;
    term[size] = entryTerm;
    size++;
    return true;
  }

  int size() {
    return size;
  }

  long first(int run) {
    return first[run];
  }

  long last(int run) {
    return last[run];
  }

  long term(int run) {
    return term[run];
  }

  /** The run that the entry at this place belongs to; -1 when it lies before the first one. */
  int runAt(int ordinal, long offset) {
    int found = Arrays.binarySearch(place, 0, size, pack(ordinal, offset));
    return found >= 0 ? found : -found - 2;
  }

  private static long pack(int ordinal, long offset) {
    return (long) ordinal << OFFSET_BITS | offset;
  }
}
