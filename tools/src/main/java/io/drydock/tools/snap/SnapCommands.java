package io.drydock.tools.snap;

import io.drydock.tools.cli.Branch;
import io.drydock.tools.cli.Root;
import io.drydock.tools.output.Terminal;
import java.util.List;
import picocli.CommandLine;

/** The noun and its verbs. */
public final class SnapCommands {

  private SnapCommands() {}

  /** The tree below {@code drydock snap}. */
  public static CommandLine tree(Terminal terminal, List<String> words) {
    CommandLine noun = Root.noun("snap", "Raft snapshot files (.snap).");
    return new Branch(noun, words)
        .verb("ls", () -> new SnapLs(terminal))
        .verb("show", () -> new SnapShow(terminal))
        .build();
  }
}
