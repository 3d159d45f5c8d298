package io.drydock.tools.cli;

import io.drydock.tools.output.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh")
  private Shell shell;

  private final Terminal terminal;

  /** Prints to this terminal. */
  public Completion(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    CommandLine root = spec.root().commandLine();
    String script = AutoComplete.bash("drydock", root);
    String preamble =
        shell == Shell.zsh
            ? "#compdef drydock\nautoload -U +X compinit && compinit\n"
                + "autoload -U +X bashcompinit && bashcompinit\n"
            : "";
    terminal.out().write((preamble + script).getBytes(StandardCharsets.UTF_8));
    return CommandLine.ExitCode.OK;
  }
}
