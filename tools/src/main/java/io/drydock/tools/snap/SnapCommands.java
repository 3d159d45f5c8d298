package io.drydock.tools.snap;

import io.drydock.tools.cli.Root;
import io.drydock.tools.output.Terminal;
import picocli.CommandLine;

/** The noun and its verbs. */
public final class SnapCommands {

  private SnapCommands() {}

  /** The tree below {@code drydock snap}. */
  public static CommandLine tree(Terminal terminal) {
    return Root.noun("snap", "Raft snapshot files (.snap).")
        .addSubcommand(new SnapLs(terminal))
        .addSubcommand(new SnapShow(terminal));
  }
}
