package io.drydock.tools.db.status;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.tools.ExitCode;
import io.drydock.tools.db.command.DbCommand;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code db status}: size, revision, keys, hash and origin of a database, in one pass. */
@Command(
    name = "status",
    description = "Size, revision, keys, hash, applied index and origin of a database or snapshot.",
    mixinStandardHelpOptions = true)
public final class DbStatus extends DbCommand {

  /** Writes to this terminal. */
  public DbStatus(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected ExitCode answer(DbSource source) throws IOException, FormatException {
    StatusReport report;
    try (Progress progress = progress("status", source.fileBytes())) {
      report = StatusReport.of(source, progress::advance);
    }
    print(source, report);
    return report.isSound() ? ExitCode.OK : ExitCode.FINDINGS;
  }

  @Override
  protected ExitCode answerUnopened(CorruptFileException damage) throws IOException {
    output().report(new UnopenedReport("db.status/1", damage));
    return ExitCode.FINDINGS;
  }
}
