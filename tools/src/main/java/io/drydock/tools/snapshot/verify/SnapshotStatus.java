package io.drydock.tools.snapshot.verify;

import io.drydock.formats.FormatException;
import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.source.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code snapshot status}: hash, revision, keys and size as etcdutl has them; of a file that is cut
 * or altered, none of them.
 */
@Command(
    name = "status",
    description = "Hash, revision, keys and size of a snapshot; refuses a cut or altered one.",
    mixinStandardHelpOptions = true)
public final class SnapshotStatus implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "a snapshot file, or a database")
  private Path file;

  @Option(
      names = "--skip-hash-check",
      description = "answer also for a file that ends where its SHA-256 should begin")
  private boolean withoutSha;

  @Option(
      names = "--scratch",
      paramLabel = "DIR",
      description = "where a compressed file is unpacked (default: the folder of temporary files)")
  private Optional<Path> scratch = Optional.empty();

  @Mixin private final OutputOptions options;

  /** Writes to this terminal. */
  public SnapshotStatus(Terminal terminal) {
    options = new OutputOptions(terminal);
  }

  @Override
  public Integer call() throws IOException, FormatException {
    if (Files.isDirectory(file)) {
      throw new UsageException(
          file + ": a folder; `drydock db status` answers for the database of a data directory");
    }
    try (DbSource source = DbSource.open(file, scratch.orElseGet(Scratch::folder))) {
      source.liveNote().ifPresent(note -> options.terminal().note("drydock: " + note));
      StatusReport report;
      try (Progress progress = options.progresses().start("status", 2 * source.fileBytes())) {
        report = StatusReport.ofWhole(source, withoutSha, progress::advance);
      }
      source.checkUnchanged();
      options.output().report(report);
    }
    return ExitCode.OK.code();
  }
}
