package io.drydock.tools.wal;

import io.drydock.tools.ExitCode;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.source.WalFiles;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code wal ls}: the segments, and whether they are one log. */
@Command(
    name = "ls",
    description = "Segments with their entries, terms, checksums and ends; other files.",
    mixinStandardHelpOptions = true)
final class WalLs implements Callable<Integer> {

  @Mixin private final WalTarget target = new WalTarget();

  @Mixin private final OutputOptions options;

  WalLs(Terminal terminal) {
    this.options = new OutputOptions(terminal);
  }

  @Override
  public Integer call() throws IOException {
    WalFiles files = target.open();
    LogSummary log;
    try (Progress progress = options.progresses().start("wal ls", files.bytes())) {
      log = LogSummary.of(files, progress);
    }
    options.output().report(new LsReport(log));
    boolean isDamaged = log.verdict() == LogSummary.Verdict.DAMAGED;
    return (isDamaged ? ExitCode.FINDINGS : ExitCode.OK).code();
  }
}
