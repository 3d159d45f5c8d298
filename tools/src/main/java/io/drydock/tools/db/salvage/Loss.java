package io.drydock.tools.db.salvage;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Main revisions of which rows are lost, or may be.
 *
 * @param first the first of them
 * @param last the last of them; absent when nobody knows how far the store went
 * @param certainty what is known
 */
record Loss(long first, OptionalLong last, Certainty certainty) {

  /** What is known about the rows. */
  enum Certainty {
    /** No row of these revisions was found, and each had one. */
    LOST("lost"),
    /** Some changes of a transaction were found, others are missing. */
    PARTLY("partly lost"),
    /** Whether there were more rows than were found cannot be told. */
    PERHAPS("perhaps lost");

    private final String text;

    Certainty(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** Both as one, where they touch and nothing is certain of either. */
  Optional<Loss> joinedWith(Loss next) {
    boolean isUncertain = certainty == Certainty.PERHAPS && next.certainty == Certainty.PERHAPS;
    boolean touches = last.isPresent() && next.first <= last.getAsLong() + 1;
    return isUncertain && touches
        ? Optional.of(new Loss(Math.min(first, next.first), next.last, certainty))
        : Optional.empty();
  }

  /** {@code 5}, {@code 5 to 9} or {@code from 5 on}. */
  String range() {
    if (last.isEmpty()) {
      return "from " + first + " on";
    }
    return last.getAsLong() == first ? Long.toString(first) : first + " to " + last.getAsLong();
  }
}
