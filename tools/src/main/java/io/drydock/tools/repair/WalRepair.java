package io.drydock.tools.repair;

import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.UnsupportedFormatException;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalSegment;
import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.fsck.examine.Examination;
import io.drydock.tools.fsck.examine.Examiner;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.output.Texts;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.source.FileHold;
import io.drydock.tools.source.HeldException;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code wal repair}: a log that a server starts on, and what that costs. */
@Command(
    name = "repair",
    description = "Mend a damaged log, and say first what is lost by it.",
    mixinStandardHelpOptions = true)
public final class WalRepair implements Callable<Integer> {

  private static final String VERB = "repair";

  @Mixin private final RepairOptions options;
  private final FileOps ops;

  /** Works on the real disk. */
  public WalRepair(Terminal terminal) {
    this(terminal, FileOps.DISK);
  }

  WalRepair(Terminal terminal, FileOps ops) {
    this.options = new RepairOptions(terminal);
    this.ops = ops;
  }

  @Override
  public Integer call() throws IOException, FormatException {
    MemberDirectory member = MemberDirectory.list(options.named(), options.walFolder());
    if (member.rows().isPresent()) {
      throw new UnsupportedFormatException(
          new Extent(member.rows().get().toString(), 0, 0),
          "backend of a Drydock node,",
          "rows",
          "a database of etcd, made by `drydock convert backend --to bolt`");
    }
    Optional<Target> target = target(member);
    WalDirectory log = requireLog(member);
    if (!member.hasBackend()) {
      throw new IOException(
          member.backendPath()
              + ": no database, and a mended log needs one to go on from; `drydock fsck` tells"
              + " what can be done");
    }
    FileHold.requireFree(member.walPath());
    if (options.isDryRun()) {
      return call(member, target, log);
    }
    try (var _ = FileHold.of(member.backendPath())) { // a server that is started waits for it
      return call(member, target, log);
    }
  }

  private int call(MemberDirectory member, Optional<Target> target, WalDirectory log)
      throws IOException, FormatException {
    try (DbSource db = DbSource.open(member.backendPath())) {
      if (db.isLive()) {
        throw new HeldException(db.file());
      }
      Survey survey = survey(log);
      return call(new RepairRun.Source(member, db, survey), target);
    }
  }

  private int call(RepairRun.Source source, Optional<Target> target)
      throws IOException, FormatException {
    BackendState state = BackendState.read(source.db().view());
    Survey survey = source.survey();
    Examination examination = examine();
    survey.add(examination, state.meta().consistentIndex().orElse(0));
    if (survey.damages().isEmpty() && survey.contradictions().isEmpty()) {
      List<String> others =
          Proof.blockers(examination).stream().map(one -> Proof.text(one.finding())).toList();
      options.output().output().report(new NothingToMend(options.named(), others));
      return (others.isEmpty() ? ExitCode.OK : ExitCode.FINDINGS).code();
    }
    Known known = Known.of(examination, state, survey);
    var planner = new Planner(options, source.member(), survey, known);
    RepairPlan plan = planner.plan(target, state, Proof.leftBy(examination));
    if (options.isDryRun() || plan.refusal().isPresent()) {
      options.output().output().report(plan);
      return (plan.refusal().isEmpty() ? ExitCode.OK : ExitCode.FINDINGS).code();
    }
    requireRoom(plan);
    options.output().terminal().note("plan: " + plan.summary());
    var run = new RepairRun(plan, source, ops, options.output().progresses());
    options.output().output().report(run.run());
    return ExitCode.OK.code();
  }

  private Optional<Target> target(MemberDirectory member) throws IOException {
    if (options.out().isPresent() && options.isInPlace()
        || options.out().isEmpty() && !options.isInPlace() && !options.isDryRun()) {
      throw new UsageException("give one of --out DIR and --in-place");
    }
    if (options.out().isPresent()) {
      Path out = options.out().get();
      Target.requireUsable(out, List.of(options.named(), member.walPath()));
      return Optional.of(Target.directory(out));
    }
    boolean isThere = member.wal().isPresent();
    return isThere && options.isInPlace()
        ? Optional.of(Target.inPlace(member.walPath().toRealPath(), VERB, options.output().now()))
        : Optional.empty();
  }

  private static WalDirectory requireLog(MemberDirectory member) throws IOException {
    return member
        .wal()
        .filter(log -> !log.segments().isEmpty())
        .orElseThrow(() ->
            new IOException(
                member.walPath()
                    + ": no segment of a log, so there is nothing to mend; `drydock fsck` tells"
                    + " what can be done"));
  }

  private Examination examine() throws IOException {
    var question =
        new Examiner.Question(
            options.walFolder(), Optional.empty(), Examiner.Question.DEFAULT_QUOTA_BYTES);
    Path named = options.named();
    try (Progress progress =
        options.output().progresses().start("examine", Examiner.bytes(named))) {
      return Examiner.examine(named, question, (_, _) -> {}, progress::advance);
    }
  }

  private Survey survey(WalDirectory log) throws IOException {
    long bytes = log.segments().stream().mapToLong(WalSegment::bytes).sum();
    try (Progress progress = options.output().progresses().start("read log", bytes)) {
      Survey survey = Survey.of(log);
      progress.advance(bytes);
      return survey;
    }
  }

  private static void requireRoom(RepairPlan plan) throws IOException {
    if (plan.room().available() < plan.room().needed()) {
      throw new IOException(
          plan.target().orElseThrow().folder()
              + ": "
              + Texts.exactBytes(plan.room().needed())
              + " are needed, "
              + Texts.exactBytes(plan.room().available())
              + " are free; choose another disk with --out. Nothing was written");
    }
  }
}
