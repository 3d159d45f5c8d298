package io.drydock.tools.snap;

import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.tools.ExitCode;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.output.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code snap ls}: which there are, and whether each fits log and database. */
@Command(
    name = "ls",
    description = "List .snap files: do they fit the WAL and the database?",
    mixinStandardHelpOptions = true)
final class SnapLs implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "a data directory")
  private Path directory;

  @Option(
      names = "--wal-dir",
      paramLabel = "DIR",
      description = "the WAL's own folder, when etcd was given one")
  private Optional<Path> walFolder = Optional.empty();

  @Mixin private final OutputOptions options;

  SnapLs(Terminal terminal) {
    this.options = new OutputOptions(terminal);
  }

  @Override
  public Integer call() throws IOException {
    SnapReport report = SnapListing.of(MemberDirectory.list(directory, walFolder));
    options.output().report(report);
    return (report.isSound() ? ExitCode.OK : ExitCode.FINDINGS).code();
  }
}
