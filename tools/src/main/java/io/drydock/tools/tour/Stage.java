package io.drydock.tools.tour;

import io.drydock.tools.ExitCode;
import io.drydock.tools.cli.Colour;
import io.drydock.tools.cli.Runner;
import io.drydock.tools.output.Paint;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.output.Wrap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where the tour speaks and types. */
final class Stage {

  private static final int TEXT_COLUMNS = 100;

  private final Terminal terminal;
  private final String name;
  private final Runner runner;
  private final Paint paint;

  /**
   * A stage for this reader.
   *
   * @param name by which the reader called {@code drydock}
   */
  Stage(Terminal terminal, String name, Runner runner) {
    this.terminal = terminal;
    this.name = name;
    this.runner = runner;
    this.paint = Colour.isWanted(terminal) ? Paint.ANSI : Paint.PLAIN;
  }

  void say(String text) throws IOException {
    terminal.out().write((text + "\n").getBytes(StandardCharsets.UTF_8));
    terminal.out().flush();
  }

  /** A paragraph, in lines that the reader can follow. */
  void sentence(String text) throws IOException {
    say(Wrap.lines(text, Math.min(terminal.columns(), TEXT_COLUMNS), 0));
  }

  /** What comes next, and why. */
  void heading(String number, String heading, String sentence) throws IOException {
    say("\n" + paint.bold("── " + number + "  " + heading));
    sentence(sentence);
  }

  /** A command line as the reader could type it. */
  void typed(List<String> words) throws IOException {
    say(paint.dim("$ " + name + " " + String.join(" ", words)) + "\n");
  }

  void good(String text) throws IOException {
    say(paint.good(text));
  }

  /** Beside the answers, on stderr. */
  void note(String line) {
    terminal.note("drydock: " + line);
  }

  /** Types a step, and carries it out. */
  ExitCode run(String number, TourStep step) throws IOException {
    heading(number, step.heading(), step.sentence());
    typed(step.command());
    return runner.run(terminal, step.command().toArray(String[]::new));
  }
}
