package io.drydock.tools.cli;

import io.drydock.tools.output.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code help}: the same as {@code --help} behind the command that is named. */
@Command(
    name = "help",
    description = "What a command does and takes; without one, all of them.",
    mixinStandardHelpOptions = true)
public final class Help implements Callable<Integer> {

  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "such as: db get")
  private List<String> words = List.of();

  private final Terminal terminal;
  private final Runner runner;

  /** Asks this runner. */
  public Help(Terminal terminal, Runner runner) {
    this.terminal = terminal;
    this.runner = runner;
  }

  @Override
  public Integer call() {
    List<String> question = new ArrayList<>(words);
    question.add("--help");
    return runner.run(terminal, question.toArray(String[]::new)).code();
  }
}
