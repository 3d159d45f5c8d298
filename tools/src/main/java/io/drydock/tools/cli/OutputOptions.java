package io.drydock.tools.cli;

import io.drydock.tools.output.Output;
import io.drydock.tools.output.OutputFormat;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.Progresses;
import java.time.Instant;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that every command takes. */
public final class OutputOptions {

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text, table, json or jsonl (default: ${DEFAULT-VALUE})")
  private OutputFormat format;

  @Mixin private final ProgressOptions progress;

  @Option(names = "--no-color", description = "no colour, even on a terminal; so does NO_COLOR")
  private boolean plain;

  private final Terminal terminal;

  /** For commands that write to this terminal. */
  public OutputOptions(Terminal terminal) {
    this.terminal = terminal;
    this.progress = new ProgressOptions(terminal);
  }

  /** The output in the form asked for. */
  public Output output() {
    return new Output(terminal, format, Colour.isWanted(terminal) && !plain);
  }

  /** Starts progress displays. */
  public Progresses progresses() {
    return progress.progresses();
  }

  /** Where notes go. */
  public Terminal terminal() {
    return terminal;
  }

  /** The time of day, for names of files that are kept aside. */
  public Instant now() {
    return progress.now();
  }
}
