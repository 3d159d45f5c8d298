package io.drydock.tools.rewrite;

import io.drydock.tools.UsageException;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.output.Terminal;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the rewriting commands have in common on the command line. */
final class RewriteOptions {

  @Parameters(paramLabel = "PATH", description = "a data directory, a database or a snapshot file")
  private Path named;

  @Option(
      names = "--out",
      paramLabel = "PATH",
      description = "write the result here: a directory for a directory, a file for a file")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--in-place",
      description = "replace the database; the old one stays beside it under another name")
  private boolean inPlace;

  @Option(
      names = "--remove-old",
      description = "with --in-place: remove the old one once the new one has its name")
  private boolean removesOld;

  @Option(names = "--dry-run", description = "print the plan and stop")
  private boolean dryRun;

  @Option(
      names = "--wal-dir",
      paramLabel = "DIR",
      description = "the WAL's own folder, when etcd was given one")
  private Optional<Path> walFolder = Optional.empty();

  @Mixin private final OutputOptions output;

  RewriteOptions(Terminal terminal) {
    this.output = new OutputOptions(terminal);
  }

  /** Of a command that writes a directory and has options of its own. */
  RewriteOptions(
      OutputOptions output, Path named, Path out, Optional<Path> walFolder, boolean dryRun) {
    this.output = output;
    this.named = named;
    this.out = Optional.of(out);
    this.walFolder = walFolder;
    this.dryRun = dryRun;
  }

  Path named() {
    return named;
  }

  Optional<Path> out() {
    return out;
  }

  /** A plan alone needs no place: without one it is that of a replacement. */
  boolean isInPlaceOrPlan() {
    return inPlace || dryRun && out.isEmpty();
  }

  /**
   * Whether nothing of the old file is to stay.
   *
   * @throws UsageException when it is not replaced
   */
  boolean removesOld() {
    if (removesOld && !inPlace) {
      throw new UsageException("--remove-old: goes with --in-place only");
    }
    return removesOld;
  }

  boolean isDryRun() {
    return dryRun;
  }

  Optional<Path> walFolder() {
    return walFolder;
  }

  OutputOptions output() {
    return output;
  }
}
