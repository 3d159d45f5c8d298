package io.drydock.tools;

import io.drydock.tools.cli.Branch;
import io.drydock.tools.cli.Completion;
import io.drydock.tools.cli.Failures;
import io.drydock.tools.cli.Help;
import io.drydock.tools.cli.HelpTree;
import io.drydock.tools.cli.Root;
import io.drydock.tools.cli.Stdout;
import io.drydock.tools.cli.Words;
import io.drydock.tools.db.DbCommands;
import io.drydock.tools.db.cluster.DbAlarms;
import io.drydock.tools.diff.Diff;
import io.drydock.tools.etcdutl.Etcdutl;
import io.drydock.tools.fsck.Fsck;
import io.drydock.tools.inspect.Inspect;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.repair.WalRepair;
import io.drydock.tools.report.ReportCommand;
import io.drydock.tools.rewrite.AlarmClear;
import io.drydock.tools.rewrite.Compact;
import io.drydock.tools.rewrite.ConvertBackend;
import io.drydock.tools.rewrite.Defrag;
import io.drydock.tools.snap.SnapCommands;
import io.drydock.tools.snapshot.SnapshotCommands;
import io.drydock.tools.tour.Tour;
import io.drydock.tools.wal.WalCommands;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** Builds the command tree, runs one command, and turns its end into an exit code. */
public final class Main {

  private static final int OUT_BUFFER_BYTES = 1 << 16;
  private static final int HELP_COLUMNS = 100;
  private static final int MIN_HELP_COLUMNS = 60;

  private Main() {}

  /** The process: real streams; what the launcher found out about the terminal. */
  public static void main(String[] args) {
    var stdout = new Stdout(new FileOutputStream(FileDescriptor.out), Stdout::readerIsGone);
    var out = new BufferedOutputStream(stdout, OUT_BUFFER_BYTES);
    var err = new FileOutputStream(FileDescriptor.err);
    var terminal =
        new Terminal(
            out,
            err,
            Boolean.getBoolean("drydock.stdout.terminal"),
            Boolean.getBoolean("drydock.stderr.terminal") && !"dumb".equals(System.getenv("TERM")),
            Integer.getInteger("drydock.columns", Terminal.DEFAULT_COLUMNS));
    Optional<String> refusal =
        Words.refusal(args, System.getProperty("sun.jnu.encoding", ""), Main::typedWords);
    refusal.ifPresent(why -> terminal.complain("drydock: " + why));
    System.exit(refusal.isPresent() ? ExitCode.USAGE.code() : process(terminal, args));
  }

  /** One run; a first word {@code etcdutl} or {@code etcdctl} calls a command line of its own. */
  public static int process(Terminal terminal, String... args) {
    List<String> words = List.of(args);
    return Etcdutl.isCalled(words)
        ? Failures.guard(terminal, () -> Etcdutl.run(terminal, OffsetDateTime::now, words))
        : run(terminal, args).code();
  }

  /** Linux tells; where no system does, nobody can say what was typed. */
  private static Optional<byte[]> typedWords() {
    try {
      return Optional.of(Files.readAllBytes(Path.of("/proc/self/cmdline")));
    } catch (IOException otherSystem) {
      return Optional.empty();
    }
  }

  /** One run; what tests call. */
  public static ExitCode run(Terminal terminal, String... args) {
    CommandLine tree = tree(terminal, args).setCommandName(name());
    tree.setOut(new PrintWriter(new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8)));
    tree.setErr(new PrintWriter(new OutputStreamWriter(terminal.err(), StandardCharsets.UTF_8)));
    return Failures.guard(terminal, tree, args);
  }

  /** By which the user called it, so that what is printed can be typed. */
  private static String name() {
    return System.getProperty("drydock.name", "drydock");
  }

  /**
   * The tree as far as a command line needs it, in the order of the help.
   *
   * @param words the command line; without any the whole tree is built
   */
  public static CommandLine tree(Terminal terminal, String... words) {
    CommandLine root =
        new Branch(new CommandLine(new Root()), List.of(words))
            .verb("inspect", () -> new Inspect(terminal))
            .noun("fsck", rest -> Fsck.tree(terminal, rest))
            .verb("diff", () -> new Diff(terminal))
            .verb("report", () -> new ReportCommand(terminal))
            .noun("wal", rest -> WalCommands.tree(terminal, rest, () -> new WalRepair(terminal)))
            .noun("snap", rest -> SnapCommands.tree(terminal, rest))
            .noun("db", rest -> DbCommands.tree(terminal, rest))
            .noun("snapshot", rest -> SnapshotCommands.tree(terminal, rest))
            .verb("compact", () -> new Compact(terminal))
            .verb("defrag", () -> new Defrag(terminal))
            .noun("alarm", rest -> alarm(terminal, rest))
            .noun("convert", rest -> convert(terminal, rest))
            .verb("tour", () -> new Tour(terminal, name(), Main::run))
            .verb("completion", () -> new Completion(terminal, () -> tree(terminal)))
            .verb("help", () -> new Help(terminal, Main::run))
            .build();
    HelpTree.install(root);
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setUsageHelpAutoWidth(false);
    root.setUsageHelpWidth(Math.clamp(terminal.columns(), MIN_HELP_COLUMNS, HELP_COLUMNS));
    return root;
  }

  private static CommandLine convert(Terminal terminal, List<String> words) {
    CommandLine noun = Root.noun("convert", "A stopped member, written anew in another form.");
    return new Branch(noun, words).verb("backend", () -> new ConvertBackend(terminal)).build();
  }

  private static CommandLine alarm(Terminal terminal, List<String> words) {
    CommandLine noun = Root.noun("alarm", "Alarms that are stored in a database.");
    return new Branch(noun, words)
        .verb("list", () -> new CommandLine(new DbAlarms(terminal)).setCommandName("list"))
        .verb("clear", () -> new AlarmClear(terminal))
        .build();
  }
}
