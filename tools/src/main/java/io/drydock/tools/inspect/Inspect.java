package io.drydock.tools.inspect;

import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.member.MemberFacts;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.source.ChangingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inspect}: whose directory this is, in what state, and what is odd about it. */
@Command(
    name = "inspect",
    description = "One screen a member: who it is, in what state, what is odd.",
    mixinStandardHelpOptions = true)
public final class Inspect implements Callable<Integer> {

  @Parameters(
      arity = "1..*",
      paramLabel = "DIR",
      description = "data directories; several are shown side by side")
  private List<Path> directories;

  @Option(
      names = "--wal-dir",
      paramLabel = "DIR",
      description = "the WAL's own folder, when etcd was given one; with one DIR only")
  private Optional<Path> walFolder = Optional.empty();

  @Mixin private final OutputOptions options;

  /** Answers on this terminal. */
  public Inspect(Terminal terminal) {
    this.options = new OutputOptions(terminal);
  }

  @Override
  public Integer call() throws IOException {
    if (walFolder.isPresent() && directories.size() > 1) {
      throw new UsageException("--wal-dir " + walFolder.get() + ": goes with one DIR only");
    }
    List<MemberFacts> members = new ArrayList<>();
    List<String> changing = new ArrayList<>();
    for (Path directory : directories) {
      try {
        members.add(MemberInspection.of(directory, walFolder));
      } catch (ChangingException unread) {
        members.add(MemberInspection.withoutDatabase(directory, walFolder));
        changing.add(unread.getMessage());
      }
    }
    for (MemberFacts member : members) {
      if (member.isLive()) {
        options.terminal().note(member.directory() + ": a running server holds it open");
      }
    }
    var report = new InspectReport(members, changing);
    options.output().report(report);
    if (!changing.isEmpty()) {
      changing.forEach(message -> options.terminal().note("drydock: " + message));
      return ExitCode.CHANGING.code();
    }
    boolean isFine = report.isSound() && report.differences().isEmpty();
    return (isFine ? ExitCode.OK : ExitCode.FINDINGS).code();
  }
}
