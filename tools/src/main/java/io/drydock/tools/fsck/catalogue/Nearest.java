package io.drydock.tools.fsck.catalogue;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which entry a text is most like, by the groups of three letters that they share. */
final class Nearest {

  private static final int GROUP = 3;

  /** Half of the groups must be the same; less is chance. */
  private static final double ENOUGH = 0.5;

  private Nearest() {}

  static Optional<Entry> of(Collection<Entry> entries, String text) {
    Set<String> wanted = groups(text);
    Optional<Entry> best = Optional.empty();
    double most = ENOUGH;
    for (Entry entry : entries) {
      double likeness =
          Stream.concat(
                  Stream.of(entry.code()), entry.says().wordings().stream().map(Wording::text))
              .mapToDouble(known -> likeness(wanted, groups(known)))
              .max()
              .orElse(0);
      if (likeness > most) {
        most = likeness;
        best = Optional.of(entry);
      }
    }
    return best;
  }

  /** Shared groups against those of both (the coefficient of Sørensen and Dice). */
  private static double likeness(Set<String> a, Set<String> b) {
    long shared = a.stream().filter(b::contains).count();
    return a.isEmpty() || b.isEmpty() ? 0 : 2.0 * shared / (a.size() + b.size());
  }

  private static Set<String> groups(String text) {
    String letters = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", " ").trim();
    Set<String> groups = new HashSet<>();
    for (int i = 0; i + GROUP <= letters.length(); i++) {
      groups.add(letters.substring(i, i + GROUP));
    }
    return groups;
  }
}
