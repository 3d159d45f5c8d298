package io.drydock.tools.cli;

import io.drydock.tools.output.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code completion}: a script that the user's shell sources. */
@Command(
    name = "completion",
    description = "Print a completion script: source <(drydock completion bash).",
    mixinStandardHelpOptions = true)
public final class Completion implements Callable<Integer> {

  /** Shells that are served. */
  public enum Shell {
    /** Bash 4 or later. */
    bash,
    /** Zsh, through its own emulation of bash's completion. */
    zsh
  }

  @Parameters(paramLabel = "SHELL", description = "bash or zsh")
  private Shell shell;

  private final Terminal terminal;
  private final Supplier<CommandLine> tree;

  /**
   * Prints to this terminal.
   *
   * @param tree makes the whole command tree
   */
  public Completion(Terminal terminal, Supplier<CommandLine> tree) {
    this.terminal = terminal;
    this.tree = tree;
  }

  @Override
  public Integer call() throws IOException {
    String script = AutoComplete.bash("drydock", tree.get());
    String preamble =
        shell == Shell.zsh
            ? "#compdef drydock\nautoload -U +X compinit && compinit\n"
                + "autoload -U +X bashcompinit && bashcompinit\n"
            : "";
    terminal.out().write((preamble + script).getBytes(StandardCharsets.UTF_8));
    return CommandLine.ExitCode.OK;
  }
}
