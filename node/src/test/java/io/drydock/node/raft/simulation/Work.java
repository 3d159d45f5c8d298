package io.drydock.node.raft.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Lives through histories, and counts what happened in them: a fault that never came proves
 * nothing.
 */
final class Work {

  /** Changes of role that every large number of histories of several members has. */
  static final List<String> TRANSITIONS =
      List.of(
          "FOLLOWER to PRE_CANDIDATE",
          "FOLLOWER to CANDIDATE",
          "PRE_CANDIDATE to CANDIDATE",
          "PRE_CANDIDATE to FOLLOWER",
          "CANDIDATE to FOLLOWER",
          "CANDIDATE to LEADER",
          "LEADER to FOLLOWER");

  private final int voters;
  private final Map<String, Integer> transitions = new TreeMap<>();
  private long applied;
  private long reads;

  Work(int voters) {
    this.voters = voters;
  }

  void live(long seed, int events) {
    var simulation = new Simulation(voters, new SplittableRandom(seed));
    simulation.run(events);
    simulation.heal();
    applied += simulation.appliedIndex();
    reads += simulation.confirmedReads();
    simulation.transitions().forEach((name, count) -> transitions.merge(name, count, Integer::sum));
  }

  /** At least so much was done; not asked when one seed runs alone. */
  void requireCoverage(long appliedMin, long readsMin, List<String> seen) {
    if (Long.getLong("sim.seed") != null) {
      return;
    }
    String counts = "applied " + applied + ", reads " + reads + ", " + transitions;
    assertTrue(applied >= appliedMin && reads >= readsMin, counts);
    assertTrue(transitions.keySet().containsAll(seen), counts);
  }
}
