package io.drydock.tools.inspect;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/** Short names for directories: the fewest last parts of their paths that tell them apart. */
public final class Titles {

  private Titles() {}

  /** One title a path, in their order; whole paths when nothing shorter tells them apart. */
  public static List<String> of(List<String> paths) {
    int longest = paths.stream().mapToInt(path -> Path.of(path).getNameCount()).max().orElse(0);
    for (int parts = 1; parts < longest && paths.size() > 1; parts++) {
      List<String> titles = paths.stream().map(lastParts(parts)).toList();
      if (new HashSet<>(titles).size() == titles.size()) {
        return titles;
      }
    }
    return paths;
  }

  private static Function<String, String> lastParts(int parts) {
    return text -> {
      Path path = Path.of(text).normalize();
      int all = path.getNameCount();
      return all <= parts ? path.toString() : path.subpath(all - parts, all).toString();
    };
  }
}
