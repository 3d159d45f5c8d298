package io.drydock.tools.cli;

import io.drydock.tools.ExitCode;
import io.drydock.tools.output.Terminal;

/** The command line itself, for commands that run others. */
@FunctionalInterface
public interface Runner {
  /** Runs {@code drydock} with these arguments and writes to this terminal. */
  ExitCode run(Terminal terminal, String... arguments);
}
