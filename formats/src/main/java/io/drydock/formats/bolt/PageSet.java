package io.drydock.formats.bolt;

/** A set of page numbers from 0 to a limit, one bit each: 32 KiB for each GiB of 4 KiB pages. */
public final class PageSet {

  private final long limit;
  private final long[] words;
  private long size;

  /** An empty set of numbers below {@code limit}. */
  public PageSet(long limit) {
    this.limit = limit;
    this.words = new long[Math.toIntExact(Math.ceilDiv(limit, Long.SIZE))];
  }

  /** An empty set with the limit 0. */
  public static PageSet none() {
    return new PageSet(0);
  }

  /** An empty set for the pages of this file. */
  public static PageSet forPagesOf(BoltFile file) {
    return new PageSet(file.pageCount());
  }

  /** Numbers from here on are never in the set. */
  public long limit() {
    return limit;
  }

  /** How many numbers are in the set. */
  public long size() {
    return size;
  }

  /** True when the number is in the set; false for every number out of range. */
  public boolean contains(long id) {
    return id >= 0 && id < limit && (words[(int) (id >> 6)] & (1L << id)) != 0;
  }

  /**
   * Puts the number in.
   *
   * @return false when it was there already
   * @throws IndexOutOfBoundsException when it is not below {@link #limit()}
   */
  public boolean add(long id) {
    if (id < 0 || id >= limit) {
      throw new IndexOutOfBoundsException("page " + id + " of " + limit);
    }
    long bit = 1L << id;
    int word = (int) (id >> 6);
    boolean isNew = (words[word] & bit) == 0;
    words[word] |= bit;
    size += isNew ? 1 : 0;
    return isNew;
  }

  /**
   * Puts so many numbers from this one on in.
   *
   * @return false when one of them was there already; those before it are in
   * @throws IndexOutOfBoundsException as {@link #add}
   */
  public boolean addAll(long first, long count) {
    for (long id = first; id < first + count; id++) {
      if (!add(id)) {
        return false;
      }
    }
    return true;
  }

  /** Puts all of another set in, whose limit is not greater. */
  public void addAll(PageSet other) {
    for (int i = 0; i < other.words.length; i++) {
      size += Long.bitCount(other.words[i] & ~words[i]);
      words[i] |= other.words[i];
    }
  }

  /** The numbers from {@code first} up that are not in this set, as a set of the same limit. */
  PageSet complementFrom(long first) {
    var others = new PageSet(limit);
    for (long id = first; id < limit; id++) {
      if (!contains(id)) {
        others.add(id);
      }
    }
    return others;
  }

  /** The numbers that are in both sets, with the limit of the other one. */
  public PageSet intersection(PageSet other) {
    var both = new PageSet(other.limit);
    for (long id = next(0); id < limit; id = next(id + 1)) {
      if (other.contains(id)) {
        both.add(id);
      }
    }
    return both;
  }

  /** The smallest number not below {@code from} that is in the set, or {@link #limit()}. */
  public long next(long from) {
    for (long id = Math.max(from, 0); id < limit; id++) {
      long rest = words[(int) (id >> 6)] >>> id;
      if (rest != 0) {
        return Math.min(limit, id + Long.numberOfTrailingZeros(rest));
      }
      id |= Long.SIZE - 1;
    }
    return limit;
  }
}
