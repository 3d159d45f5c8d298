package io.drydock.tools.snapshot.save;

import io.drydock.tools.UsageException;
import io.drydock.tools.client.Endpoint;
import io.drydock.tools.client.MemberStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A member that a snapshot might be taken from.
 *
 * @param endpoint where it serves
 * @param status what it says of itself; empty when it does not answer
 * @param failure why there is no status; empty with one
 */
record Candidate(Endpoint endpoint, Optional<MemberStatus> status, String failure) {

  /** How well a member suits, best first. */
  enum Fitness {
    /** Leaves the leader to its work. */
    FOLLOWER("follower", true),
    /** The leader itself. */
    LEADER("leader", true),
    /** Answers no linearizable read: what it lacks cannot be told. */
    LEARNER("learner, cannot tell whether it has every acknowledged write", true),
    /** Without a leader nobody knows what was acknowledged elsewhere. */
    LEADERLESS("knows no leader, cannot tell whether it has every acknowledged write", true),
    /** The cluster says that its data are wrong. */
    CORRUPT("has the alarm CORRUPT: its data differ from the others'", false),
    /** Does not answer. */
    SILENT("does not answer", false);

    private final String text;
    private final boolean isUsable;

    Fitness(String text, boolean isUsable) {
      this.text = text;
      this.isUsable = isUsable;
    }

    /** True for a member that a linearizable read can be asked of. */
    boolean isLinearizable() {
      return this == FOLLOWER || this == LEADER;
    }
  }

  static Candidate answered(Endpoint endpoint, MemberStatus status) {
    return new Candidate(endpoint, Optional.of(status), "");
  }

  static Candidate silent(Endpoint endpoint, String failure) {
    return new Candidate(endpoint, Optional.empty(), failure);
  }

  Fitness fitness() {
    if (status.isEmpty()) {
      return Fitness.SILENT;
    }
    MemberStatus found = status.get();
    if (found.isCorrupt()) {
      return Fitness.CORRUPT;
    }
    if (found.isLearner()) {
      return Fitness.LEARNER;
    }
    if (!found.hasLeader()) {
      return Fitness.LEADERLESS;
    }
    return found.isLeader() ? Fitness.LEADER : Fitness.FOLLOWER;
  }

  /** One clause for the user. */
  String role() {
    return status.isEmpty() ? failure : fitness().text;
  }

  /**
   * Picks the one that suits best: a follower before the leader; of several, the one that has
   * applied most of the log, then the first named.
   *
   * @return empty when none is usable
   * @throws UsageException when they are of different clusters
   */
  static Optional<Candidate> choose(List<Candidate> candidates) {
    requireOneCluster(candidates);
    return candidates.stream()
        .filter(each -> each.fitness().isUsable)
        .min(Comparator.comparing(Candidate::fitness).thenComparing(Candidate::byProgress));
  }

  private static int byProgress(Candidate one, Candidate other) {
    return Long.compareUnsigned(
        other.status().orElseThrow().appliedIndex(), one.status().orElseThrow().appliedIndex());
  }

  private static void requireOneCluster(List<Candidate> candidates) {
    List<Candidate> answered = new ArrayList<>(candidates);
    answered.removeIf(each -> each.status().isEmpty());
    for (Candidate each : answered) {
      var first = answered.getFirst();
      if (!each.status().orElseThrow().clusterId().equals(first.status().get().clusterId())) {
        throw new UsageException(
            "--endpoints: %s is of cluster %s, %s of cluster %s"
                .formatted(
                    first.endpoint(),
                    first.status().get().clusterId(),
                    each.endpoint(),
                    each.status().get().clusterId()));
      }
    }
  }
}
