package io.drydock.tools.db;

import io.drydock.tools.cli.Branch;
import io.drydock.tools.cli.Root;
import io.drydock.tools.db.cluster.DbAlarms;
import io.drydock.tools.db.cluster.DbLeases;
import io.drydock.tools.db.cluster.DbMembers;
import io.drydock.tools.db.cluster.DbUsers;
import io.drydock.tools.db.keys.DbGet;
import io.drydock.tools.db.keys.DbHistory;
import io.drydock.tools.db.keys.DbLs;
import io.drydock.tools.db.salvage.DbSalvage;
import io.drydock.tools.db.status.DbBuckets;
import io.drydock.tools.db.status.DbCheck;
import io.drydock.tools.db.status.DbHashKv;
import io.drydock.tools.db.status.DbStatus;
import io.drydock.tools.db.usage.DbDu;
import io.drydock.tools.output.Terminal;
import java.util.List;
import picocli.CommandLine;

/** The noun {@code db} with its verbs, in the order of the help. */
public final class DbCommands {

  private DbCommands() {}

  /** For commands that write to this terminal. */
  public static CommandLine tree(Terminal terminal, List<String> words) {
    CommandLine noun = Root.noun("db", "What the database holds, and whether it is sound.");
    return new Branch(noun, words)
        .verb("status", () -> new DbStatus(terminal))
        .verb("buckets", () -> new DbBuckets(terminal))
        .verb("ls", () -> new DbLs(terminal))
        .verb("get", () -> new DbGet(terminal))
        .verb("history", () -> new DbHistory(terminal))
        .verb("du", () -> new DbDu(terminal))
        .verb("check", () -> new DbCheck(terminal))
        .verb("hashkv", () -> new DbHashKv(terminal))
        .verb("alarms", () -> new DbAlarms(terminal))
        .verb("leases", () -> new DbLeases(terminal))
        .verb("users", () -> new DbUsers(terminal))
        .verb("members", () -> new DbMembers(terminal))
        .verb("salvage", () -> new DbSalvage(terminal))
        .build();
  }
}
