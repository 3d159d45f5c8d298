package io.drydock.tools.wal;

import io.drydock.formats.wal.WalFileName;
import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.cli.Interrupt;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.output.OutputFormat;
import io.drydock.tools.output.RowWriter;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.source.WalFiles;
import io.drydock.tools.wal.dump.Dump;
import io.drydock.tools.wal.dump.DumpRow;
import io.drydock.tools.wal.dump.DumpRows;
import io.drydock.tools.wal.dump.DumpSummary;
import io.drydock.tools.wal.dump.Shown;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wal dump}: the records one by one. */
@Command(
    name = "dump",
    description = "Records with place, fate and content, past damage too; --follow waits.",
    mixinStandardHelpOptions = true)
final class WalDump implements Callable<Integer> {

  private static final int VALUE_BYTES_OF_TEXT = 64;

  @Mixin private final WalTarget target = new WalTarget();

  @Mixin private final SelectionOptions selection = new SelectionOptions();

  @Option(names = "--from", paramLabel = "FILE", description = "begin with this segment")
  private Optional<Path> from = Optional.empty();

  @Option(names = "--tail", paramLabel = "N", description = "only the last N that are there")
  private long tail = Long.MAX_VALUE;

  @Option(names = "--limit", paramLabel = "N", description = "end after N")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = {"-f", "--follow"},
      description = "go on with what the server writes, until Ctrl-C or --limit")
  private boolean isFollowing;

  @Option(names = "--raw", description = "the data of each record in hex, not what it means")
  private boolean isRaw;

  @Option(
      names = "--value-bytes",
      paramLabel = "N",
      description = "show so much of a value (default: 64 in text, all in JSON)")
  private Optional<Integer> valueBytes = Optional.empty();

  @Option(names = "--show-secrets", description = "passwords, tokens, values of secrets too")
  private boolean areSecretsShown;

  @Mixin private final OutputOptions options;

  WalDump(Terminal terminal) {
    this.options = new OutputOptions(terminal);
  }

  @Override
  public Integer call() throws IOException {
    requireNatural("--tail", tail);
    requireNatural("--limit", limit);
    valueBytes.ifPresent(bytes -> requireNatural("--value-bytes", bytes));
    WalFiles files = target.open();
    var order = new Dump.Order(files, firstSegment(), selection.selection(), limit, tail);
    RowWriter<DumpRow> rows = options.output().rows(DumpRows.style(shown()));
    try (Progress progress = options.progresses().start("wal dump", 2 * files.bytes())) {
      DumpSummary summary = run(new Dump(order, rows, progress));
      return (summary.isDamaged() ? ExitCode.FINDINGS : ExitCode.OK).code();
    }
  }

  private DumpSummary run(Dump dump) throws IOException {
    if (!isFollowing) {
      return dump.once();
    }
    Interrupt interrupt = Interrupt.calls(dump::stop);
    try {
      return dump.following();
    } finally {
      interrupt.done();
    }
  }

  private Shown shown() {
    OutputFormat format = options.output().format();
    boolean isText = format == OutputFormat.text || format == OutputFormat.table;
    int usual = isText ? VALUE_BYTES_OF_TEXT : Integer.MAX_VALUE;
    return new Shown(isRaw, valueBytes.orElse(usual), areSecretsShown);
  }

  private Optional<WalFileName> firstSegment() {
    if (from.isEmpty()) {
      return Optional.empty();
    }
    Optional<WalFileName> name =
        from.map(Path::getFileName).flatMap(last -> WalFileName.parse(last.toString()));
    if (name.isEmpty()) {
      throw new UsageException("--from " + from.get() + ": expected the name of a segment, *.wal");
    }
    return name;
  }

  private static void requireNatural(String option, long number) {
    if (number < 0) {
      throw new UsageException(option + " " + number + ": expected 0 or more");
    }
  }
}
