package io.drydock.tools.etcdutl;

import io.drydock.formats.FormatException;
import io.drydock.tools.cli.Variables;
import io.drydock.tools.etcdutl.cobra.Command;
import io.drydock.tools.etcdutl.cobra.Exit;
import io.drydock.tools.etcdutl.cobra.Flag;
import io.drydock.tools.etcdutl.cobra.Invocation;
import io.drydock.tools.etcdutl.cobra.Program;
import io.drydock.tools.etcdutl.cobra.Screen;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.source.ChangingException;
import io.drydock.tools.source.HeldException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code etcdutl}, and {@code etcdctl} as far as it is about snapshots.
 *
 * <p>The variable {@code DRYDOCK_ETCDUTL} chooses a release, {@code 3.5.16} or {@code 3.5.30}, in
 * its places where they differ; without it the commands of 3.6 are there too.
 */
public final class Etcdutl {

  /** The first word of a command line for this. */
  public static final String NAME = "etcdutl";

  /** The first word of one for etcdctl's snapshots. */
  public static final String CTL_NAME = "etcdctl";

  private static final String RELEASE_VARIABLE = "DRYDOCK_ETCDUTL";
  private static final int ERROR = 1;
  private static final int BAD_ARGUMENTS = 128;
  private static final long MAP_BYTES = 10L << 30;

  private final Session session;

  private Etcdutl(Session session) {
    this.session = session;
  }

  /** True when the first word asks for this. */
  public static boolean isCalled(List<String> words) {
    return !words.isEmpty() && List.of(NAME, CTL_NAME).contains(words.getFirst());
  }

  /**
   * Runs a command line.
   *
   * @param clock the time of day
   * @param words {@link #NAME} or {@link #CTL_NAME} first
   * @return the exit code, of etcdutl's meaning
   * @throws UncheckedIOException when stdout fails
   */
  public static int run(Terminal terminal, Supplier<OffsetDateTime> clock, List<String> words) {
    var screen = new Screen(terminal);
    Optional<String> wanted = Variables.of(RELEASE_VARIABLE).filter(text -> !text.isEmpty());
    Optional<Release> release = wanted.map(Release::of).orElse(Optional.of(Release.ALL));
    if (release.isEmpty()) {
      screen.err("Error: " + RELEASE_VARIABLE + "=" + wanted.get() + ": 3.5.16 or 3.5.30\n");
      return BAD_ARGUMENTS;
    }
    return run(screen, clock, release.get(), words);
  }

  static int run(
      Screen screen, Supplier<OffsetDateTime> clock, Release release, List<String> words) {
    var etcdutl = new Etcdutl(new Session(screen, new Log(screen, clock), release));
    Command root = words.getFirst().equals(CTL_NAME) ? etcdutl.controlTree() : etcdutl.tree(words);
    try {
      int code = new Program(root, screen).run(words.subList(1, words.size()));
      screen.terminal().out().flush();
      return code;
    } catch (Ended ended) {
      return ended.code();
    } catch (IOException failure) {
      return error(screen, GoTexts.failure("open", failure));
    } catch (FormatException | ChangingException | HeldException failure) {
      return error(screen, failure.getMessage());
    }
  }

  /** Where no command has other words. When stdout is to blame it fails here once more. */
  private static int error(Screen screen, String why) {
    screen.err("Error: " + why + "\n");
    return ERROR;
  }

  private static Flag form() {
    return Flag.text(
            Printer.FLAG, "simple", "set the output format (fields, json, protobuf, simple, table)")
        .withShorthand('w');
  }

  private Command tree(List<String> words) {
    Release release = session.release();
    Command root = Command.group(NAME, "").flags(form());
    root.add(backup()).add(defrag()).add(snapshot(words)).add(version(NAME));
    if (release.hasCheck()) {
      root.add(check());
    }
    if (release.hasCommandsOf36()) {
      root.add(hashKv()).add(migrate());
    }
    return root;
  }

  private Command controlTree() {
    Command root = Command.group(CTL_NAME, "").flags(form());
    SaveCommand.FLAGS.forEach(root::flags);
    SaveCommand.IGNORED.forEach(root::flags);
    Command group = Command.group("snapshot", "Manages etcd node snapshots");
    group.add(
        Command.verb(
            "save <filename>",
            "Stores an etcd node backend snapshot to a given file",
            new SaveCommand(session)::run));
    group.add(status("[deprecated] ", this::deprecated));
    group.add(restore(false, this::deprecated));
    return root.add(group).add(version(CTL_NAME));
  }

  /** What etcdctl says before it does what etcdutl is for. */
  private void deprecated(String verb) {
    session.screen().err("Deprecated: Use `etcdutl snapshot " + verb + "` instead.\n\n");
  }

  private Command version(String name) {
    return Command.verb(
        "version",
        "Prints the version of " + name,
        call ->
            session
                .screen()
                .out(name + " version: " + session.release().version() + "\nAPI version: 3.5\n"));
  }

  private Command snapshot(List<String> words) {
    return Command.group("snapshot", "Manages etcd node snapshots")
        .add(save(words))
        .add(restore(true, verb -> {}))
        .add(status("", verb -> {}));
  }

  /** Etcdutl has it only to say that etcdctl does it. With an endpoint, this does it. */
  private Command save(List<String> words) {
    boolean isMeant =
        session.release() == Release.ALL && words.stream().anyMatch(SaveCommand::namesConnection);
    Command save =
        Command.verb(
            "save <filename>",
            "Stores an etcd node backend snapshot to a given file",
            isMeant ? new SaveCommand(session)::run : Etcdutl::refuseToSave);
    if (isMeant) {
      SaveCommand.FLAGS.forEach(save::flags);
      SaveCommand.IGNORED.forEach(save::flags);
      return save;
    }
    return save.withoutWordOnFlags().deprecated("Use `etcdctl snapshot save` to download snapshot");
  }

  private static void refuseToSave(Invocation call) {
    throw new Exit(BAD_ARGUMENTS, "In order to download snapshot use: `etcdctl snapshot save ...`");
  }

  /** Said before the work. */
  @FunctionalInterface
  private interface Remark {
    void say(String verb);
  }

  private Command status(String mark, Remark before) {
    return Command.verb(
        "status <filename>",
        mark + "Gets backend snapshot status of a given file",
        call -> {
          before.say("status");
          new StatusCommand(session).run(call);
        });
  }

  private Command restore(boolean needsDataDir, Remark before) {
    Flag dataDir = Flag.text("data-dir", "", "Path to the output data directory");
    return Command.verb(
            "restore <filename> --data-dir {output dir} [options]",
            "Restores an etcd member snapshot to an etcd directory",
            call -> {
              before.say("restore");
              new RestoreCommand(session).run(call);
            })
        .flags(
            needsDataDir ? dataDir.required() : dataDir,
            Flag.text("wal-dir", "", "Path to the WAL directory (use --data-dir if none given)"),
            Flag.text(
                "initial-cluster",
                "default=http://localhost:2380",
                "Initial cluster configuration for restore bootstrap"),
            Flag.text(
                "initial-cluster-token",
                "etcd-cluster",
                "Initial cluster token for the etcd cluster during restore bootstrap"),
            Flag.text(
                "initial-advertise-peer-urls",
                "http://localhost:2380",
                "List of this member's peer URLs to advertise to the rest of the cluster"),
            Flag.text("name", "default", "Human-readable name for this member"),
            Flag.bool(
                "skip-hash-check",
                false,
                "Ignore snapshot integrity hash value (required if copied from data directory)"),
            Flag.number(
                "initial-memory-map-size",
                Flag.Kind.UINT,
                needsDataDir ? MAP_BYTES : 0,
                "Initial memory map size of the database in bytes. It uses the default value if"
                    + " not defined or defined to 0"),
            Flag.number(
                "bump-revision",
                Flag.Kind.UINT,
                0,
                "How much to increase the latest revision after restore"),
            Flag.bool(
                "mark-compacted",
                false,
                "Mark the latest revision after restore as the point of scheduled compaction"
                    + " (required if --bump-revision > 0, disallowed otherwise)"));
  }

  private Command defrag() {
    return Command.verb(
            "defrag", "Defragments the storage of the etcd", new DefragCommand(session)::run)
        .flags(
            Flag.text("data-dir", "", "Required. Defragments a data directory not in use by etcd.")
                .required());
  }

  private Command check() {
    Command v2store =
        Command.verb("v2store", "Check custom content in v2store", new CheckCommand(session)::run)
            .flags(
                Flag.text("data-dir", "", "Required. A data directory not in use by etcd.")
                    .required(),
                Flag.text("wal-dir", "", "Optional. A dedicated WAL directory."));
    return Command.group("check <subcommand>", "commands for checking properties").add(v2store);
  }

  private Command hashKv() {
    return Command.verb(
            "hashkv <filename>",
            "Prints the KV history hash of a given file",
            new HashKvCommand(session)::run)
        .flags(
            Flag.number(
                "rev", Flag.Kind.INT, 0, "maximum revision to hash (default: latest revision)"))
        .arguments(Command.ArgumentRule.ONE);
  }

  private Command migrate() {
    return Command.verb(
            "migrate",
            "Migrates schema of etcd data dir files to make them compatible with different etcd"
                + " version",
            new MigrateCommand(session)::run)
        .flags(
            Flag.text("data-dir", "", "Path to the etcd data dir").required(),
            Flag.text(
                    "target-version",
                    "",
                    "Target etcd version to migrate contents of data dir. Minimal value 3.5."
                        + " Format \"X.Y\" for example 3.6.")
                .required(),
            Flag.bool(
                "force",
                false,
                "Ignore migration failure and forcefully override storage version. Not"
                    + " recommended."));
  }

  private Command backup() {
    return Command.verb(
            "backup", "[legacy] offline backup of etcd directory", new BackupCommand(session)::run)
        .flags(
            Flag.text("data-dir", "", "Path to the etcd data dir").required(),
            Flag.text("wal-dir", "", "Path to the etcd wal dir"),
            Flag.text("backup-dir", "", "Path to the backup dir").required(),
            Flag.text("backup-wal-dir", "", "Path to the backup wal dir"),
            Flag.bool("with-v3", true, "Backup v3 backend data"));
  }
}
