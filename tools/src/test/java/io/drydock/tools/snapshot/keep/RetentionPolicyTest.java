package io.drydock.tools.snapshot.keep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionPolicyTest {

  private static List<RetentionPolicy.Backup> backups(String times) {
    List<RetentionPolicy.Backup> backups = new ArrayList<>();
    for (String time : times.strip().split("\\s+")) {
      backups.add(new RetentionPolicy.Backup(time, Instant.parse(time + ":00Z")));
    }
    return backups;
  }

  /** For a save that is not among them, when none of them is of the future. */
  private static List<RetentionPolicy.Decision> decide(
      RetentionPolicy policy, List<RetentionPolicy.Backup> backups) {
    return policy.decide(backups, "none of them", Instant.MAX);
  }

  private static String kept(RetentionPolicy policy, String times) {
    return decide(policy, backups(times)).stream()
        .filter(RetentionPolicy.Decision::isKept)
        .map(each -> each.backup().name().substring(5, 13))
        .collect(Collectors.joining(" "));
  }

  /** 2026-11-21 is a Saturday; the week began on the 16th. */
  private static final String TIMES =
      """
      2026-11-21T14:00 2026-11-21T02:00 2026-11-20T14:00 2026-11-20T02:00 2026-11-18T02:00
      2026-11-16T00:00 2026-11-15T23:59 2026-11-09T02:00 2026-11-01T02:00 2026-10-31T02:00
      2026-10-01T02:00 2026-08-15T02:00
      """;

  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, 0, '11-21T14'",
    "3, 0, 0, 0, '11-21T14 11-21T02 11-20T14'",
    "99, 0, 0, 0, '11-21T14 11-21T02 11-20T14 11-20T02 11-18T02 11-16T00 11-15T23 11-09T02 "
        + "11-01T02 10-31T02 10-01T02 08-15T02'",
    "0, 1, 0, 0, '11-21T14'",
    "0, 3, 0, 0, '11-21T14 11-20T14 11-18T02'",
    "0, 0, 2, 0, '11-21T14 11-15T23'",
    "0, 0, 4, 0, '11-21T14 11-15T23 11-01T02 10-01T02'",
    "0, 0, 0, 2, '11-21T14 10-31T02'",
    "0, 0, 0, 9, '11-21T14 10-31T02 08-15T02'",
    "2, 3, 2, 2, '11-21T14 11-21T02 11-20T14 11-18T02 11-15T23 10-31T02'",
    "0, 0, 0, 0, '11-21T14 11-21T02 11-20T14 11-20T02 11-18T02 11-16T00 11-15T23 11-09T02 "
        + "11-01T02 10-31T02 10-01T02 08-15T02'"
  })
  void whatStays(int last, int daily, int weekly, int monthly, String expected) {
    assertEquals(expected, kept(new RetentionPolicy(last, daily, weekly, monthly), TIMES));
  }

  @Test
  void aWeekBelongsToTheYearOfItsThursday() {
    var policy = new RetentionPolicy(0, 0, 9, 0);
    var decisions = decide(policy, backups("2027-01-02T02:00 2026-12-28T02:00 2026-12-27T02:00"));
    assertEquals(List.of("newest", "week 2026-W53"), decisions.get(0).reasons());
    assertEquals(List.of(), decisions.get(1).reasons());
    assertEquals(List.of("week 2026-W52"), decisions.get(2).reasons());
  }

  @Test
  void everyReasonIsGiven() {
    var decisions = decide(new RetentionPolicy(2, 2, 1, 1), backups(TIMES));
    assertEquals(
        List.of("newest", "day 2026-11-21", "week 2026-W47", "month 2026-11"),
        decisions.get(0).reasons());
    assertEquals(List.of("last 2"), decisions.get(1).reasons());
    assertEquals(List.of("day 2026-11-20"), decisions.get(2).reasons());
  }

  @Test
  void ofTheSameMomentTheFirstNameCounts() {
    Instant now = Instant.parse("2026-11-21T02:00:00Z");
    var decisions =
        decide(
            new RetentionPolicy(1, 0, 0, 0),
            List.of(new RetentionPolicy.Backup("b", now), new RetentionPolicy.Backup("a", now)));
    assertEquals("a", decisions.getFirst().backup().name());
    assertEquals(List.of("newest"), decisions.getFirst().reasons());
    assertEquals(List.of(), decisions.getLast().reasons());
  }

  /** Clocks that went ahead, and one that lies behind all others: the new backup stays. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, '2026-11-21T14', '11-21T14'",
    "1, 0, '2026-11-21T13', '11-21T14+ 11-21T13'",
    "2, 0, '2026-11-21T13', '11-21T14+ 11-21T13 11-21T02'",
    "0, 3, '2026-11-21T13', '11-21T14+ 11-21T13 11-20T14 11-18T02'",
    "1, 0, '2026-01-01T00', '11-21T14+ 11-21T02+ 11-20T14+ 11-20T02+ 11-18T02+ 11-16T00+ "
        + "11-15T23+ 11-09T02+ 11-01T02+ 10-31T02+ 10-01T02+ 08-15T02+ 01-01T00'"
  })
  void theNewOneStaysWhateverTheOthersAreDated(int last, int daily, String now, String expected) {
    List<RetentionPolicy.Backup> backups = backups(TIMES);
    String saved = now + ":00";
    backups.removeIf(each -> each.name().equals(saved));
    backups.addAll(backups(saved));
    String kept =
        new RetentionPolicy(last, daily, 0, 0)
            .decide(backups, saved, Instant.parse(saved + ":00Z")).stream()
                .filter(RetentionPolicy.Decision::isKept)
                .map(each ->
                    each.backup().name().substring(5, 13) + (each.isOfTheFuture() ? "+" : ""))
                .collect(Collectors.joining(" "));
    assertEquals(expected, kept);
  }

  /** Another save that began later and ended first does not count against this one. */
  @Test
  void thisSaveStaysBesideANewerOne() {
    var decisions =
        new RetentionPolicy(1, 0, 0, 0)
            .decide(
                backups("2026-11-21T14:00 2026-11-21T13:59 2026-11-21T02:00"),
                "2026-11-21T13:59",
                Instant.parse("2026-11-21T14:05:00Z"));
    assertEquals(List.of("newest"), decisions.get(0).reasons());
    assertEquals(List.of("this save"), decisions.get(1).reasons());
    assertEquals(List.of(), decisions.get(2).reasons());
  }

  @Test
  void nothingToDecideIsNoProblem() {
    assertEquals(List.of(), decide(new RetentionPolicy(1, 1, 1, 1), List.of()));
  }

  /** Whatever is asked: the newest stays, and what one rule keeps, more rules keep as well. */
  @Test
  void moreRulesKeepMore() {
    var random = new Random(20261121);
    Instant end = Instant.parse("2026-11-21T02:00:00Z");
    for (int round = 0; round < 200; round++) {
      List<RetentionPolicy.Backup> backups = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(40); i++) {
        Instant began = end.minus(Duration.ofMinutes(random.nextInt(400_000)));
        backups.add(new RetentionPolicy.Backup("b" + i, began));
      }
      var few =
          new RetentionPolicy(
              random.nextInt(3), random.nextInt(3), random.nextInt(3), 1 + random.nextInt(2));
      var more =
          new RetentionPolicy(few.last() + 1, few.daily() + 1, few.weekly() + 2, few.monthly());
      var decisions = decide(more, backups);
      assertEquals("newest", decisions.getFirst().reasons().getFirst());
      var kept = names(decisions);
      assertEquals(true, kept.containsAll(names(decide(few, backups))), few + " in " + more);
    }
  }

  private static List<String> names(List<RetentionPolicy.Decision> decisions) {
    return decisions.stream()
        .filter(RetentionPolicy.Decision::isKept)
        .map(each -> each.backup().name())
        .toList();
  }
}
