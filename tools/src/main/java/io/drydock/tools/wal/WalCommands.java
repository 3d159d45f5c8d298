package io.drydock.tools.wal;

import io.drydock.tools.cli.Root;
import io.drydock.tools.output.Terminal;
import picocli.CommandLine;

/** The noun {@code wal} with its verbs. */
public final class WalCommands {

  private WalCommands() {}

  /** For the command tree; answers go to this terminal. */
  public static CommandLine tree(Terminal terminal) {
    CommandLine noun = Root.noun("wal", "The write-ahead log: what it holds, whether it is sound.");
    noun.addSubcommand(new WalLs(terminal));
    noun.addSubcommand(new WalDump(terminal));
    noun.addSubcommand(new WalStats(terminal));
    noun.addSubcommand(new WalVerify(terminal));
    return noun;
  }
}
