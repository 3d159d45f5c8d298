package io.drydock.tools.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code drydock} itself, and any noun without a verb: says what there is. */
@Command(
    name = "drydock",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "The workshop for etcd's data files: 3.4 to 3.7, running or stopped.")
public final class Root implements Runnable {

  @Spec private CommandSpec spec;

  /** For picocli. */
  public Root() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "drydock: a command is missing");
  }

  /** A noun such as {@code wal}: holds verbs and does nothing by itself. */
  public static CommandLine noun(String name, String description) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage().description(description);
    spec.mixinStandardHelpOptions(true);
    return new CommandLine(spec);
  }
}
