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

/** {@code db check}: whether the file, and the store in it, is sound. */
@Command(
    name = "check",
    description =
        "Check pages, trees, revisions, versions, leases, users; every finding, a verdict.",
    mixinStandardHelpOptions = true)
public final class DbCheck extends DbCommand {

  /** Writes to this terminal. */
  public DbCheck(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected ExitCode answer(DbSource source) throws IOException, FormatException {
    CheckReport report;
    try (Progress progress = progress("check", source.fileBytes())) {
      report = CheckReport.of(source, progress::advance);
    }
    print(source, report);
    return report.errors() == 0 ? ExitCode.OK : ExitCode.FINDINGS;
  }

  @Override
  protected ExitCode answerUnopened(CorruptFileException damage) throws IOException {
    output().report(new UnopenedReport("db.check/1", damage));
    return ExitCode.FINDINGS;
  }
}
