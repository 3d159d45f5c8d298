package io.drydock.tools.wal;

import io.drydock.tools.cli.Branch;
import io.drydock.tools.cli.Root;
import io.drydock.tools.output.Terminal;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The noun {@code wal} with its verbs. */
public final class WalCommands {

  private WalCommands() {}

  /**
   * For the command tree; answers go to this terminal.
   *
   * @param repair makes the verb that mends a log, which stands above this package
   */
  public static CommandLine tree(Terminal terminal, List<String> words, Supplier<Object> repair) {
    CommandLine noun = Root.noun("wal", "The write-ahead log: what it holds, whether it is sound.");
    return new Branch(noun, words)
        .verb("ls", () -> new WalLs(terminal))
        .verb("dump", () -> new WalDump(terminal))
        .verb("stats", () -> new WalStats(terminal))
        .verb("verify", () -> new WalVerify(terminal))
        .verb("repair", repair)
        .build();
  }
}
