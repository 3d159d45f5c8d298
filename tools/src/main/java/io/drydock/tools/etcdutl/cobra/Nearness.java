package io.drydock.tools.etcdutl.cobra;

import java.util.List;
import java.util.Locale;

/** Which commands somebody may have meant: at most two letters away, or the word begins them. */
final class Nearness {

  private static final int MAX_DISTANCE = 2;

  private Nearness() {}

  static List<String> of(String typed, List<Command> commands) {
    String lower = typed.toLowerCase(Locale.ROOT);
    return commands.stream()
        .map(Command::name)
        .filter(name -> distance(lower, name) <= MAX_DISTANCE || name.startsWith(lower))
        .toList();
  }

  /** Letters to be added, removed or changed. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + change);
        diagonal = above;
      }
    }
    return row[other.length()];
  }
}
