package io.drydock.node.raft.quorum;

import java.util.Map;
import java.util.Objects;
import java.util.function.LongUnaryOperator;

/**
 * The voters while one configuration is replaced by another: a decision needs a quorum of both
 * (Raft thesis, section 4.3). Outside such a change {@code outgoing} is empty and sets no
 * condition.
 *
 * @param incoming the voters of the new configuration, or of the only one
 * @param outgoing the voters of the old configuration; empty when no change is under way
 */
public record Joint(Majority incoming, Majority outgoing) {

  /** Both halves are required. */
  public Joint {
    Objects.requireNonNull(incoming, "incoming");
    Objects.requireNonNull(outgoing, "outgoing");
  }

  /**
   * The highest index that a quorum of each half has acknowledged; {@link Majority#EVERYTHING} when
   * both halves are empty.
   *
   * @param ackedIndex as for {@link Majority#committedIndex}; asked once for each half that the
   *     voter is in
   */
  public long committedIndex(LongUnaryOperator ackedIndex) {
    long in = incoming.committedIndex(ackedIndex);
    long out = outgoing.committedIndex(ackedIndex);
    return Long.compareUnsigned(in, out) < 0 ? in : out;
  }

  /** Won when both halves are won, lost as soon as one is lost; votes as for {@link Majority}. */
  public VoteResult voteResult(Map<Long, Boolean> granted) {
    VoteResult in = incoming.voteResult(granted);
    VoteResult out = outgoing.voteResult(granted);
    if (in == out) {
      return in;
    }
    boolean lost = in == VoteResult.LOST || out == VoteResult.LOST;
    return lost ? VoteResult.LOST : VoteResult.PENDING;
  }
}
