package io.drydock.node.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A scenario as people read it: prose, commands, and what each command answers.
 *
 * <pre>
 * # Prose, as many lines as it takes.
 *
 * name key=value
 * ----
 * the answer, up to an empty line or the end of the file
 * </pre>
 *
 * <p>Prose lines start with {@code #}. {@link #rewritten} gives the same text with the answers of
 * now, which is what {@code -Dgolden.update=true} writes back.
 *
 * @param file where it comes from
 * @param steps in the order of the file
 * @param ending lines after the last step
 */
public record Transcript(Path file, List<Step> steps, List<String> ending) {

  private static final String SEPARATOR = "----";

  /** Copies the lists. */
  public Transcript {
    steps = List.copyOf(steps);
    ending = List.copyOf(ending);
  }

  /**
   * One command.
   *
   * @param lineNumber of the command, from 1
   * @param before prose and empty lines since the last step
   * @param line the command as it stands
   * @param answer the expected lines, each with its newline
   */
  public record Step(int lineNumber, List<String> before, String line, String answer) {

    /** Copies the list. */
    public Step {
      before = List.copyOf(before);
    }

    /** The command, parsed. */
    public Command command() {
      return Command.parse(line);
    }
  }

  /** Every {@code .txt} file of a folder, by name; a folder without one is an error. */
  public static List<Transcript> readAll(Path folder) throws IOException {
    List<Transcript> found = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder, "*.txt")) {
      for (Path file : files) {
        found.add(parse(file, Files.readAllLines(file)));
      }
    }
    if (found.isEmpty()) {
      throw new IOException(folder + ": no transcripts (*.txt)");
    }
    found.sort((one, other) -> one.file.compareTo(other.file));
    return found;
  }

  static Transcript parse(Path file, List<String> lines) {
    List<Step> steps = new ArrayList<>();
    List<String> before = new ArrayList<>();
    for (int at = 0; at < lines.size(); ) {
      String line = lines.get(at);
      if (line.isBlank() || line.startsWith("#")) {
        before.add(line);
        at++;
        continue;
      }
      if (at + 1 == lines.size() || !lines.get(at + 1).equals(SEPARATOR)) {
        throw new IllegalArgumentException(
            file + ":" + (at + 1) + ": no " + SEPARATOR + " after the command: " + line);
      }
      int end = at + 2;
      while (end < lines.size() && !lines.get(end).isBlank()) {
        end++;
      }
      steps.add(new Step(at + 1, before, line, text(lines.subList(at + 2, end))));
      before.clear();
      at = end;
    }
    if (steps.isEmpty()) {
      throw new IllegalArgumentException(file + ": no commands");
    }
    return new Transcript(file, steps, before);
  }

  /** The text of the file with these answers in place of the expected ones. */
  public String rewritten(Function<Command, String> answers) {
    var text = new StringBuilder();
    for (Step step : steps) {
      text.append(text(step.before)).append(step.line).append('\n');
      text.append(SEPARATOR).append('\n').append(answers.apply(step.command()));
    }
    return text.append(text(ending)).toString();
  }

  private static String text(List<String> lines) {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }
}
