package io.drydock.node.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.node.config.AutoCompaction;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Time passes here by the minute; a revision a minute is written. */
class CompactionPlanTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  @Test
  void ofTenMinutesTenAreKept() {
    // The first when ten minutes have passed, then every ten: to what was noted a note before that.
    var times = run(new AutoCompaction.Periodic(10 * MINUTE), 35);
    assertEquals(List.of("10:1", "20:10", "30:20"), times);
  }

  @Test
  void ofTwoHoursTwoAreKeptAndOneCompactedAnHour() {
    var times = run(new AutoCompaction.Periodic(120 * MINUTE), 250);
    assertEquals(List.of("120:1", "180:55", "240:115"), times);
  }

  @Test
  void byNumberSoManyAreKept() {
    assertEquals(List.of("10:3", "15:8", "20:13"), run(new AutoCompaction.Revisions(8), 21));
  }

  @Test
  void theSameRevisionIsNotCompactedTwice() {
    var plan = new CompactionPlan(new AutoCompaction.Revisions(5), 0);
    assertEquals(OptionalLong.of(3), plan.next(0, 8));
    plan.done(0, 3);
    assertEquals(OptionalLong.empty(), plan.next(1, 8));
    assertEquals(OptionalLong.empty(), plan.next(2, 5));
  }

  /** Minutes and revisions of compactions. */
  private static List<String> run(AutoCompaction rule, int minutes) {
    var plan = new CompactionPlan(rule, 0);
    var compactions = new ArrayList<String>();
    long step = plan.stepNanos() / MINUTE;
    for (long minute = 0; minute < minutes; minute += step) {
      var due = plan.next(minute * MINUTE, minute + 1);
      if (due.isPresent()) {
        compactions.add(minute + ":" + due.getAsLong());
        plan.done(minute * MINUTE, due.getAsLong());
      }
    }
    return compactions;
  }
}
