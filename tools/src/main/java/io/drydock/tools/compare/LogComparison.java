package io.drydock.tools.compare;

import java.util.OptionalLong;

/**
 * Two logs, over the indexes that both have and both know to be committed. Raft promises that
 * entries are the same there; behind it they may differ, because what was not committed can be
 * replaced.
 *
 * @param from the first index that was compared
 * @param to the last one; below {@code from} when there is none
 * @param compared how many indexes both have an entry of
 * @param firstDivergent the first index whose entries differ; empty when none do
 */
public record LogComparison(long from, long to, long compared, OptionalLong firstDivergent) {

  /**
   * A log and how far it is known to be committed.
   *
   * @param entries of the log
   * @param committed raft index, as its own last state or its database proves
   */
  public record Side(EntryDigests entries, long committed) {}

  /** Compares to the end, or to the first difference. */
  public static LogComparison of(Side one, Side other) {
    long from = Math.max(one.entries().first(), other.entries().first());
    long last = Math.min(one.entries().last(), other.entries().last());
    long to = Math.min(last, Math.min(one.committed(), other.committed()));
    long compared = 0;
    for (long index = from; index <= to; index++) {
      if (one.entries().has(index) && other.entries().has(index)) {
        compared++;
        if (one.entries().get(index) != other.entries().get(index)) {
          return new LogComparison(from, to, compared, OptionalLong.of(index));
        }
      }
    }
    return new LogComparison(from, to, compared, OptionalLong.empty());
  }

  /** False when they differ; logs without a common index do not. */
  public boolean isSame() {
    return firstDivergent.isEmpty();
  }
}
