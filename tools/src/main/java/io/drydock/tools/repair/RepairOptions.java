package io.drydock.tools.repair;

import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.output.Terminal;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line of {@code wal repair}. */
final class RepairOptions {

  @Parameters(paramLabel = "DIR", description = "the data directory of a stopped member")
  private Path named;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "write a whole data directory with the mended log here")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--in-place",
      description = "replace the log; the old one stays beside it under another name")
  private boolean inPlace;

  @Option(names = "--dry-run", description = "print the plan and stop")
  private boolean dryRun;

  @Option(
      names = "--accept-loss",
      description =
          "do it although entries are lost that may have been acknowledged, or a vote of a member"
              + " among others")
  private boolean lossAccepted;

  @Option(
      names = "--wal-dir",
      paramLabel = "DIR",
      description = "the WAL's own folder, when etcd was given one")
  private Optional<Path> walFolder = Optional.empty();

  @Mixin private final OutputOptions output;

  RepairOptions(Terminal terminal) {
    this.output = new OutputOptions(terminal);
  }

  Path named() {
    return named;
  }

  Optional<Path> out() {
    return out;
  }

  boolean isInPlace() {
    return inPlace;
  }

  boolean isDryRun() {
    return dryRun;
  }

  boolean isLossAccepted() {
    return lossAccepted;
  }

  Optional<Path> walFolder() {
    return walFolder;
  }

  OutputOptions output() {
    return output;
  }
}
