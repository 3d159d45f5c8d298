package io.drydock.tools.repair;

import java.util.Optional;

/** What is known of the entries that a damage has taken. */
enum Standing {
  /** Another kind of record was hit, or all entries around it are there. */
  NONE("none", "no entry is missing by it"),
  /** Torn at the end. */
  NEVER_ACKNOWLEDGED("never_acknowledged", "not written whole, so never acknowledged"),
  /** The database has applied them. */
  APPLIED("applied", "applied by the database, so it has what they did"),
  /** A state of the log says that they are committed, and the database has not applied them. */
  COMMITTED("committed", "committed, and not applied by the database"),
  /** Behind the last commit that the log names; it may lag. */
  BEYOND_COMMIT(
      "beyond_commit", "beyond the last commit in the log, and not applied by the database"),
  /** Nothing tells how far they went. */
  UNKNOWN("unknown", "nothing tells what was lost by it");

  private final String word;
  private final String words;

  Standing(String word, String words) {
    this.word = word;
    this.words = words;
  }

  /** In JSON. */
  String word() {
    return word;
  }

  /** On the page. */
  String words() {
    return words;
  }

  /** By the worst of the entries. */
  static Standing of(Damage damage, RepairPlan plan) {
    if (damage.kind() == Kind.TORN_TAIL) {
      boolean isOlder = Long.compareUnsigned(damage.hole().before(), plan.known().applied()) < 0;
      return isOlder ? APPLIED : NEVER_ACKNOWLEDGED;
    }
    if (damage.isOpenEnded()) {
      return UNKNOWN;
    }
    Optional<Range> missing = damage.missing();
    if (missing.isEmpty()) {
      return NONE;
    }
    if (Long.compareUnsigned(missing.get().last(), plan.known().applied()) <= 0) {
      return APPLIED;
    }
    long first = Known.max(missing.get().first(), plan.known().applied() + 1);
    return Long.compareUnsigned(first, plan.commit()) <= 0 ? COMMITTED : BEYOND_COMMIT;
  }
}
