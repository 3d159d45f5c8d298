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
 * and months that have one, all in UTC. What any of the rules keeps, stays; and always the one that
 * was just saved, and the newest.
 *
 * <p>A backup that is dated later than now was saved by a clock that went ahead, or this one is
 * behind: when it was taken nobody can tell. It stays, and takes no other one's place.
 *
 * @param last how many of the newest, 0 for none by this rule
 * @param daily how many days
 * @param weekly how many weeks, beginning on Monday
 * @param monthly how many months
 */
public record RetentionPolicy(int last, int daily, int weekly, int monthly) {

  private static final String SAVED = "this save";
  private static final String FUTURE = "dated in the future";

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

    /** Its time cannot be true. */
    boolean isOfTheFuture() {
      return reasons.contains(FUTURE);
    }
  }

  /**
   * Decides, newest first; of the same time in the order of their names.
   *
   * @param saved name of the one that this is done for; it stays whatever the others are dated
   * @param now what is later than this is not believed
   */
  public List<Decision> decide(List<Backup> backups, String saved, Instant now) {
    List<Backup> all = new ArrayList<>(backups);
    all.sort(Comparator.comparing(Backup::began).reversed().thenComparing(Backup::name));
    Map<Backup, List<String>> reasons = new LinkedHashMap<>();
    for (Backup backup : all) {
      List<String> first = new ArrayList<>();
      if (backup.name().equals(saved)) {
        first.add(SAVED);
      } else if (backup.began().isAfter(now)) {
        first.add(FUTURE);
      }
      reasons.put(backup, first);
    }
    applyRules(all.stream().filter(each -> !reasons.get(each).contains(FUTURE)).toList(), reasons);
    return reasons.entrySet().stream()
        .map(each -> new Decision(each.getKey(), each.getValue()))
        .toList();
  }

  private void applyRules(List<Backup> newestFirst, Map<Backup, List<String>> reasons) {
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
