package io.drydock.node.engine;

/**
 * Numbers for requests and leases that no other member gives out, nor this one in an earlier life.
 *
 * <pre>
 * bits   | content
 * -------+---------------------------------------------------------------------
 * 63..48 | the low 16 bits of the member's id
 * 47..8  | the low 40 bits of the milliseconds since 1970 when the member started
 * 7..0   | a count, which runs over into the time
 * </pre>
 *
 * <p>As etcd's {@code pkg/idutil}. Used by one thread.
 */
final class RequestIds {

  private static final int MEMBER_SHIFT = 48;
  private static final int TIME_BITS = 40;
  private static final int COUNT_BITS = 8;
  private static final long SUFFIX = (1L << MEMBER_SHIFT) - 1;

  private final long prefix;
  private long suffix;

  /**
   * Begins to count.
   *
   * @param memberId of this member
   * @param unixMillis the time of the start
   */
  RequestIds(long memberId, long unixMillis) {
    this.prefix = memberId << MEMBER_SHIFT;
    this.suffix = (unixMillis & ((1L << TIME_BITS) - 1)) << COUNT_BITS;
  }

  /** The next one; never 0 but by running over. */
  long next() {
    suffix++;
    return prefix | suffix & SUFFIX;
  }
}
