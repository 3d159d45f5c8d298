package io.drydock.tools.fsck.catalogue;

import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A message of etcd, with a star for each part that differs from time to time. Upper and lower case
 * count.
 *
 * @param text such as {@code state.commit * is out of range [*, *]}
 * @param pattern that finds it within a line
 */
public record Wording(String text, Pattern pattern) {

  /** Both parts are required. */
  public Wording {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(pattern, "pattern");
  }

  static Wording of(String text) {
    String pattern =
        Stream.of(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*?"));
    return new Wording(text, Pattern.compile(pattern));
  }

  /** Whether the line has it somewhere. */
  boolean isIn(String line) {
    return pattern.matcher(line).find();
  }
}
