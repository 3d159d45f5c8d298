package io.drydock.tools.db.status;

import io.drydock.formats.FormatException;
import io.drydock.tools.ExitCode;
import io.drydock.tools.db.command.DbCommand;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code db buckets}: where the pages of the file went. */
@Command(
    name = "buckets",
    description = "Keys, bytes, pages, depth and fill of every bucket, and what is free.",
    mixinStandardHelpOptions = true)
public final class DbBuckets extends DbCommand {

  /** Writes to this terminal. */
  public DbBuckets(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected ExitCode answer(DbSource source) throws IOException, FormatException {
    print(source, BucketsReport.of(source));
    return ExitCode.OK;
  }
}
