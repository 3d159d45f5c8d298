package io.drydock.tools.cli;

import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.ProgressMode;
import io.drydock.tools.progress.Progresses;
import java.time.Instant;
import picocli.CommandLine.Option;

/** How a command shows that it works; what time it is. */
public final class ProgressOptions {

  @Option(
      names = "--progress",
      paramLabel = "MODE",
      defaultValue = "auto",
      description = "auto, none or json, on stderr (default: ${DEFAULT-VALUE})")
  private ProgressMode progress;

  private final Terminal terminal;

  /** For commands that show it on this terminal. */
  public ProgressOptions(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Starts progress displays. */
  public Progresses progresses() {
    return new Progresses(terminal, progress, System::nanoTime);
  }

  /** The time of day. */
  public Instant now() {
    return Instant.now();
  }
}
