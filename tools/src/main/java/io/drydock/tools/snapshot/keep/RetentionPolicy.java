package io.drydock.tools.snapshot.keep;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which of a cluster's backups stay: the last ones, and the newest of each of the last days, weeks
 * and months that have one, all in UTC. What any of the rules keeps, stays; and the newest always.
 *
 * @param last how many of the newest, 0 for none by this rule
 * @param daily how many days
 * @param weekly how many weeks, beginning on Monday
 * @param monthly how many months
 */
public record RetentionPolicy(int last, int daily, int weekly, int monthly) {

  /** Nothing was asked for: everything stays. */
  public static final RetentionPolicy NONE = new RetentionPolicy(0, 0, 0, 0);

  public boolean isNone() {
    return equals(NONE);
  }

  /**
   * A backup.
   *
   * @param name of its file
   * @param began when it was taken
   */
  public record Backup(String name, Instant began) {}

  /**
   * What becomes of a backup.
   *
   * @param reasons why it stays; none when it goes
   */
  public record Decision(Backup backup, List<String> reasons) {

    /** Copies the list. */
    public Decision {
      reasons = List.copyOf(reasons);
    }

    public boolean isKept() {
      return !reasons.isEmpty();
    }
  }

  /** Decides, newest first; of the same time in the order of their names. */
  public List<Decision> decide(List<Backup> backups) {
    List<Backup> newestFirst = new ArrayList<>(backups);
    newestFirst.sort(Comparator.comparing(Backup::began).reversed().thenComparing(Backup::name));
    Map<Backup, List<String>> reasons = new LinkedHashMap<>();
    newestFirst.forEach(backup -> reasons.put(backup, new ArrayList<>()));
    for (int i = 0; i < newestFirst.size(); i++) {
      if (i == 0) {
        reasons.get(newestFirst.get(i)).add("newest");
      } else if (i < last || isNone()) {
        reasons.get(newestFirst.get(i)).add(isNone() ? "no rule" : "last " + last);
      }
    }
    keepFirstOfEach(newestFirst, reasons, daily, day -> "day " + day);
    keepFirstOfEach(newestFirst, reasons, weekly, RetentionPolicy::week);
    keepFirstOfEach(
        newestFirst,
        reasons,
        monthly,
        day -> "month %04d-%02d".formatted(day.getYear(), day.getMonthValue()));
    return reasons.entrySet().stream()
        .map(each -> new Decision(each.getKey(), each.getValue()))
        .toList();
  }

  private static String week(LocalDate day) {
    return "week %04d-W%02d"
        .formatted(day.get(IsoFields.WEEK_BASED_YEAR), day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
  }

  private static void keepFirstOfEach(
      List<Backup> newestFirst,
      Map<Backup, List<String>> reasons,
      int count,
      Function<LocalDate, String> period) {
    Set<String> seen = new LinkedHashSet<>();
    for (Backup backup : newestFirst) {
      String name = period.apply(LocalDate.ofInstant(backup.began(), ZoneOffset.UTC));
      if (seen.size() < count && seen.add(name)) {
        reasons.get(backup).add(name);
      }
    }
  }
}
