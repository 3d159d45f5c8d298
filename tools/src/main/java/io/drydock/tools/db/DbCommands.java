package io.drydock.tools.db;

import io.drydock.tools.cli.Root;
import io.drydock.tools.db.cluster.DbAlarms;
import io.drydock.tools.db.cluster.DbLeases;
import io.drydock.tools.db.cluster.DbMembers;
import io.drydock.tools.db.cluster.DbUsers;
import io.drydock.tools.db.keys.DbGet;
import io.drydock.tools.db.keys.DbHistory;
import io.drydock.tools.db.keys.DbLs;
import io.drydock.tools.db.status.DbBuckets;
import io.drydock.tools.db.status.DbCheck;
import io.drydock.tools.db.status.DbHashKv;
import io.drydock.tools.db.status.DbStatus;
import io.drydock.tools.db.usage.DbDu;
import io.drydock.tools.output.Terminal;
import picocli.CommandLine;

/** The noun {@code db} with its verbs, in the order of the help. */
public final class DbCommands {

  private DbCommands() {}

  /** For commands that write to this terminal. */
  public static CommandLine tree(Terminal terminal) {
    CommandLine db = Root.noun("db", "What the database holds, and whether it is sound.");
    db.addSubcommand(new DbStatus(terminal));
    db.addSubcommand(new DbBuckets(terminal));
    db.addSubcommand(new DbLs(terminal));
    db.addSubcommand(new DbGet(terminal));
    db.addSubcommand(new DbHistory(terminal));
    db.addSubcommand(new DbDu(terminal));
    db.addSubcommand(new DbCheck(terminal));
    db.addSubcommand(new DbHashKv(terminal));
    db.addSubcommand(new DbAlarms(terminal));
    db.addSubcommand(new DbLeases(terminal));
    db.addSubcommand(new DbUsers(terminal));
    db.addSubcommand(new DbMembers(terminal));
    return db;
  }
}
