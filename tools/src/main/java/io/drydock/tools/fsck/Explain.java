package io.drydock.tools.fsck;

import io.drydock.tools.ExitCode;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.fsck.catalogue.Catalogue;
import io.drydock.tools.fsck.catalogue.Entry;
import io.drydock.tools.output.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fsck explain}: what a code, or what etcd said, means. */
@Command(
    name = "explain",
    description = "What a code of a finding means, or a message, log line or panic of etcd.",
    mixinStandardHelpOptions = true)
final class Explain implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "CODE|TEXT",
      description = "a code, or what etcd said, in quotes (default: list all codes)")
  private List<String> words = List.of();

  @Mixin private final OutputOptions options;

  Explain(Terminal terminal) {
    this.options = new OutputOptions(terminal);
  }

  @Override
  public Integer call() throws IOException {
    Catalogue catalogue = Catalogue.all();
    String asked = String.join(" ", words).strip();
    if (asked.isEmpty()) {
      options.output().report(new CodesReport(List.copyOf(catalogue.entries())));
      return ExitCode.OK.code();
    }
    List<Entry> found = catalogue.entry(asked).map(List::of).orElse(catalogue.messagesIn(asked));
    Optional<Entry> nearest = found.isEmpty() ? catalogue.nearest(asked) : Optional.empty();
    options.output().report(new ExplainReport(found, nearest));
    return (found.isEmpty() ? ExitCode.FINDINGS : ExitCode.OK).code();
  }
}
