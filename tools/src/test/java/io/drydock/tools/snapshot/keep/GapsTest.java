package io.drydock.tools.snapshot.keep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GapsTest {

  /** Steps between backups in minutes; which of them are gaps. */
  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "60, ''",
    "60 600, ''",
    "60 600 60, 600",
    "60 60 60 60, ''",
    "60 90 60 60, ''",
    "60 91 60 60, ''",
    "60 92 60 60, 92",
    "60 60 240 60 180, 240 180",
    "1440 1440 2880 1440, 2880",
    "0 0 0 1, ''",
    "0 0 0 2, 2",
    "5 5 600 600, 600 600"
  })
  void whatIsLongerThanUsualIsAGap(String steps, String gaps) {
    List<Instant> times = new ArrayList<>();
    times.add(Instant.parse("2026-11-01T02:00:00Z"));
    for (String step : steps.strip().split(" ")) {
      if (!step.isEmpty()) {
        times.add(times.getLast().plus(Duration.ofMinutes(Long.parseLong(step))));
      }
    }
    var found = Gaps.before(times);
    assertEquals(times.size(), found.size());
    assertEquals(
        gaps,
        found.stream()
            .flatMap(gap -> gap.stream())
            .map(gap -> Long.toString(gap.toMinutes()))
            .collect(Collectors.joining(" ")));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "59, 59s",
    "60, 1m 0s",
    "3599, 59m 59s",
    "3600, 1h 0m",
    "86399, 23h 59m",
    "86400, 1d 0h",
    "8640000, 100d 0h",
    "-1, in the future"
  })
  void agesAreGivenInTwoUnits(long seconds, String text) {
    assertEquals(text, ListReport.age(Duration.ofSeconds(seconds)));
  }
}
