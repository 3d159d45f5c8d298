package io.drydock.node.raft.simulation;

import io.drydock.node.testing.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Longer histories, and clusters of other sizes. */
class SimulationLongTest {

  private static final int EVENTS = 1200;

  @Test
  void aLoneVoterKeepsItsWord() {
    var work = new Work(1);
    Seeds.check(random -> work.live(random.nextLong(), EVENTS));
    work.requireCoverage(10_000, 1000, List.of("FOLLOWER to LEADER", "LEADER to FOLLOWER"));
  }

  @Test
  void threeMembersKeepTheirWord() {
    var work = new Work(3);
    Seeds.check(random -> work.live(random.nextLong(), EVENTS));
    work.requireCoverage(5_000, 500, Work.TRANSITIONS);
  }

  @Test
  void fiveMembersKeepTheirWord() {
    var work = new Work(5);
    Seeds.check(random -> work.live(random.nextLong(), EVENTS));
    work.requireCoverage(2_000, 200, Work.TRANSITIONS);
  }
}
