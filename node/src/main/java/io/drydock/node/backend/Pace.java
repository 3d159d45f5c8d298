package io.drydock.node.backend;

/**
 * How fast RocksDB may write in the background: {@value #FACTOR} times as fast as rows come in, for
 * a row is flushed once and merged some times, but never slower than when nobody writes.
 *
 * <p>A fixed limit that leaves the disk free for the sync of raft's log would be the limit of all
 * puts as well: the background falls behind, and RocksDB holds the writer up. Used by one thread.
 */
final class Pace {

  static final int FACTOR = 4;

  private static final double NANOS = 1e9;

  /** What is left of the last rate after each look: merges go on when a burst is over. */
  private static final double DECAY = 0.9;

  private final long leastBytesPerSecond;
  private long lastNanos;
  private long lastBytes;
  private double rate;

  /**
   * Nothing has come in yet.
   *
   * @param leastBytesPerSecond when nobody writes
   * @param nowNanos of any clock that only goes forward
   */
  Pace(long leastBytesPerSecond, long nowNanos) {
    this.leastBytesPerSecond = leastBytesPerSecond;
    this.lastNanos = nowNanos;
  }

  /**
   * Looks again.
   *
   * @param bytes that have come in since the beginning
   * @return the limit from now on, in bytes a second
   */
  long limit(long bytes, long nowNanos) {
    if (nowNanos > lastNanos) {
      double now = (bytes - lastBytes) * NANOS / (nowNanos - lastNanos);
      rate = Math.max(now, rate * DECAY);
      lastNanos = nowNanos;
      lastBytes = bytes;
    }
    return Math.max(leastBytesPerSecond, (long) (rate * FACTOR));
  }
}
