package io.drydock.tools.db.cluster;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendState;
import io.drydock.tools.ExitCode;
import io.drydock.tools.db.command.DbCommand;
import io.drydock.tools.db.command.Secrets;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code db users}: who may do what, without a password to ask the server with. */
@Command(
    name = "users",
    description = "Whether authentication is on; users with their roles, roles with permissions.",
    mixinStandardHelpOptions = true)
public final class DbUsers extends DbCommand {

  @Option(names = "--show-secrets", description = "print the password hashes")
  private boolean showSecrets;

  /** Writes to this terminal. */
  public DbUsers(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected ExitCode answer(DbSource source) throws IOException, FormatException {
    var secrets = new Secrets(showSecrets);
    print(source, new UsersReport(source, BackendState.read(source.view()).auth(), secrets));
    return ExitCode.OK;
  }
}
