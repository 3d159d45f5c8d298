package io.drydock.node.raft.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.node.testing.Seeds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Hundreds of histories with every kind of fault: nothing is ever lost, forked or stuck. */
class SimulationTest {

  private static final int EVENTS = 400;

  @Test
  void threeMembersKeepTheirWord() {
    var work = new Work(3);
    Seeds.check(random -> work.live(random.nextLong(), EVENTS));
    work.requireCoverage(2000, 50, Work.TRANSITIONS);
  }

  @Test
  void aSeedIsAHistory() {
    long[] traces = new long[2];
    for (int i = 0; i < traces.length; i++) {
      var simulation = new Simulation(3, new SplittableRandom(42));
      simulation.run(EVENTS);
      simulation.heal();
      traces[i] = simulation.trace();
    }
    assertEquals(traces[0], traces[1]);
  }
}
