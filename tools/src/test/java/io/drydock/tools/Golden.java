package io.drydock.tools;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Expected output that is kept as a file under {@code src/test/resources/golden}.
 *
 * <p>{@code -Dgolden.update=true} writes the output of now instead of comparing; the difference is
 * then read in the review.
 */
public final class Golden {

  private static final Path FOLDER = Path.of("src/test/resources/golden");

  private Golden() {}

  /** Compares with {@code golden/NAME}; a difference is shown by its first line. */
  public static void check(String name, String actual) throws IOException {
    check(FOLDER.resolve(name), actual, Boolean.getBoolean("golden.update"));
  }

  static void check(Path file, String actual, boolean update) throws IOException {
    if (update) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, actual);
      return;
    }
    if (!Files.exists(file)) {
      fail(file + ": no such file; -Dgolden.update=true writes it");
    }
    String expected = Files.readString(file);
    if (!expected.equals(actual)) {
      fail(firstDifference(file, expected, actual));
    }
  }

  private static String firstDifference(Path file, String expected, String actual) {
    List<String> wanted = lines(expected);
    List<String> found = lines(actual);
    int at = 0;
    while (wanted.get(at).equals(found.get(at))) {
      at++;
    }
    return "%s:%d: the output differs; -Dgolden.update=true takes it over".formatted(file, at + 1)
        + "\n  expected: "
        + wanted.get(at)
        + "\n  found:    "
        + found.get(at);
  }

  /** With a mark for the end, so that texts that differ have a line that differs. */
  private static List<String> lines(String text) {
    return List.of((text + "(end of the output)").split("\n", -1));
  }
}
