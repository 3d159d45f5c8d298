package io.drydock.tools.db.cluster;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendState;
import io.drydock.tools.ExitCode;
import io.drydock.tools.db.command.DbCommand;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code db alarms}: what keeps the cluster from taking writes. */
@Command(
    name = "alarms",
    description = "Raised alarms: which member, which alarm, what it stops.",
    mixinStandardHelpOptions = true)
public final class DbAlarms extends DbCommand {

  /** Writes to this terminal. */
  public DbAlarms(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected ExitCode answer(DbSource source) throws IOException, FormatException {
    print(source, new AlarmsReport(source, BackendState.read(source.view()).cluster()));
    return ExitCode.OK;
  }
}
