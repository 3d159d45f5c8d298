package io.drydock.node.raft.quorum;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;

/**
 * A set of voters in which more than half make a quorum.
 *
 * <p>Member ids and raft indexes are u64: {@code long}s that are compared as unsigned.
 *
 * <p>The set without voters sets no condition: it commits everything and wins every election (etcd
 * 3.4 to 3.7, raft's {@code quorum} package). So a {@link Joint} configuration with one half empty
 * behaves like its other half.
 */
public final class Majority {

  /** Committed index of no voters: the largest u64, since nobody holds anything back. */
  public static final long EVERYTHING = -1L;

  private final long[] voters;

  private Majority(long[] voters) {
    this.voters = voters;
  }

  /** The set of these member ids; an id that is given twice is one voter. */
  public static Majority of(long... memberIds) {
    return new Majority(
        Arrays.stream(memberIds)
            .map(Majority::flipSign)
            .sorted()
            .distinct()
            .map(Majority::flipSign)
            .toArray());
  }

  /** The member ids in ascending order, unsigned. */
  public List<Long> ids() {
    return Arrays.stream(voters).boxed().toList();
  }

  /** True when the member is one of the voters. */
  public boolean contains(long memberId) {
    for (long voter : voters) {
      if (voter == memberId) {
        return true;
      }
    }
    return false;
  }

  /** Number of voters. */
  public int size() {
    return voters.length;
  }

  /**
   * The highest index that a quorum has acknowledged.
   *
   * @param ackedIndex from the id of a voter to the last index that it acknowledged, 0 for none;
   *     asked once for each voter
   */
  public long committedIndex(LongUnaryOperator ackedIndex) {
    if (voters.length == 0) {
      return EVERYTHING;
    }
    long[] acked = new long[voters.length];
    for (int i = 0; i < voters.length; i++) {
      acked[i] = flipSign(ackedIndex.applyAsLong(voters[i]));
    }
    Arrays.sort(acked);
    // The indexes from here up are as many as a quorum, and each of them covers this one.
    return flipSign(acked[voters.length - quorum()]);
  }

  /**
   * How the election stands.
   *
   * @param granted from the id of a voter to its answer; a voter without entry has not answered,
   *     entries of others are not counted
   */
  public VoteResult voteResult(Map<Long, Boolean> granted) {
    int yes = 0;
    int missing = 0;
    for (long voter : voters) {
      if (!granted.containsKey(voter)) {
        missing++;
      } else if (granted.get(voter)) {
        yes++;
      }
    }
    if (voters.length == 0 || yes >= quorum()) {
      return VoteResult.WON;
    }
    return yes + missing >= quorum() ? VoteResult.PENDING : VoteResult.LOST;
  }

  private int quorum() {
    return voters.length / 2 + 1;
  }

  /** From unsigned order to the signed one that {@link Arrays#sort(long[])} knows, and back. */
  private static long flipSign(long value) {
    return value ^ Long.MIN_VALUE;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Majority that && Arrays.equals(voters, that.voters);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(voters);
  }

  /** The ids in hex and in ascending order, such as {@code (1 8e9e05c52164694d)}. */
  @Override
  public String toString() {
    return Arrays.stream(voters)
        .mapToObj(Long::toHexString)
        .collect(Collectors.joining(" ", "(", ")"));
  }
}
