package io.drydock.tools.wal;

import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.source.WalFiles;
import io.drydock.tools.wal.stats.LogStats;
import io.drydock.tools.wal.stats.StatsReport;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wal stats}: what the log consists of. */
@Command(
    name = "stats",
    description = "Counts and bytes by kind, prefix and lease; hot keys, big entries.",
    mixinStandardHelpOptions = true)
final class WalStats implements Callable<Integer> {

  @Mixin private final WalTarget target = new WalTarget();

  @Option(
      names = "--depth",
      paramLabel = "N",
      defaultValue = "2",
      description = "parts of a key that make a prefix (default: ${DEFAULT-VALUE})")
  private int depth;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "10",
      description = "rows of each list (default: ${DEFAULT-VALUE})")
  private int top;

  @Mixin private final OutputOptions options;

  WalStats(Terminal terminal) {
    this.options = new OutputOptions(terminal);
  }

  @Override
  public Integer call() throws IOException {
    requireNatural("--depth", depth);
    requireNatural("--top", top);
    WalFiles files = target.open();
    LogStats stats;
    try (Progress progress = options.progresses().start("wal stats", files.bytes())) {
      stats = LogStats.of(files, new LogStats.Query(depth, top), progress);
    }
    var report = new StatsReport(files, stats);
    options.output().report(report);
    return (report.isDamaged() ? ExitCode.FINDINGS : ExitCode.OK).code();
  }

  private static void requireNatural(String option, int number) {
    if (number < 0) {
      throw new UsageException(option + " " + number + ": expected 0 or more");
    }
  }
}
