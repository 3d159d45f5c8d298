package io.drydock.formats.raft;

/**
 * An entry of the raft log, named by the two numbers that together are unique in a cluster.
 *
 * <p>Both are unsigned. The order is that of "who is more up to date" in an election: by term, then
 * by index.
 *
 * @param term election period in which the entry was proposed; 0 only before the first entry
 * @param index place in the log; the first entry has 1
 */
public record LogPosition(long term, long index) implements Comparable<LogPosition> {

  /** Before the first entry. */
  public static final LogPosition ZERO = new LogPosition(0, 0);

  /** True when nothing lies at or before this position. */
  public boolean isZero() {
    return term == 0 && index == 0;
  }

  @Override
  public int compareTo(LogPosition other) {
    int byTerm = Long.compareUnsigned(term, other.term);
    return byTerm != 0 ? byTerm : Long.compareUnsigned(index, other.index);
  }

  /** {@code term/index} in decimal. */
  @Override
  public String toString() {
    return Long.toUnsignedString(term) + "/" + Long.toUnsignedString(index);
  }
}
