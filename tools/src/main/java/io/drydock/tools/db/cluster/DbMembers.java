package io.drydock.tools.db.cluster;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendState;
import io.drydock.tools.ExitCode;
import io.drydock.tools.db.command.DbCommand;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code db members}: who is in the cluster as the database has it, and whether a server looks. */
@Command(
    name = "members",
    description =
        "Members, removed members, cluster version and conf state, and who believes them.",
    mixinStandardHelpOptions = true)
public final class DbMembers extends DbCommand {

  /** Writes to this terminal. */
  public DbMembers(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected ExitCode answer(DbSource source) throws IOException, FormatException {
    print(source, new MembersReport(source, BackendState.read(source.view())));
    return ExitCode.OK;
  }
}
