package io.drydock.tools.snapshot.keep;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Times between backups that are longer than usual: more than half as long again as the one in the
 * middle of all, and by more than a minute. Fewer than three of them have no usual length.
 */
final class Gaps {

  private static final int FEWEST = 3;
  private static final Duration SLACK = Duration.ofMinutes(1);

  private Gaps() {}

  /**
   * Of each of these times, how long after the one before it came, where that was a gap.
   *
   * @param times ascending
   */
  static List<Optional<Duration>> before(List<Instant> times) {
    List<Duration> steps = new ArrayList<>();
    for (int i = 1; i < times.size(); i++) {
      steps.add(Duration.between(times.get(i - 1), times.get(i)));
    }
    List<Optional<Duration>> gaps =
        new ArrayList<>(Collections.nCopies(times.size(), Optional.empty()));
    if (steps.size() >= FEWEST) {
      List<Duration> sorted = steps.stream().sorted().toList();
      Duration usual = sorted.get((sorted.size() - 1) / 2);
      Duration longest = usual.plus(usual.dividedBy(2)).plus(SLACK);
      for (int i = 0; i < steps.size(); i++) {
        if (steps.get(i).compareTo(longest) > 0) {
          gaps.set(i + 1, Optional.of(steps.get(i)));
        }
      }
    }
    return gaps;
  }
}
