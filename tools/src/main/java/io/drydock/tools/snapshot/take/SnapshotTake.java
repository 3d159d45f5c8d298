package io.drydock.tools.snapshot.take;

import io.drydock.formats.FormatException;
import io.drydock.formats.apply.ApplyRules;
import io.drydock.formats.apply.Replay;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.EtcdVersion;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.bolt.build.BoltSizePrediction;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.dbsnapshot.SnapshotTrailer;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.member.Beginnings;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.output.Texts;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.source.WalFiles;
import io.drydock.tools.write.DatabaseFile;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.NewFile;
import io.drydock.tools.write.RowSink;
import io.drydock.tools.write.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code snapshot take}: a snapshot without a server, with all that the log has committed. */
@Command(
    name = "take",
    description = "A snapshot of a data directory: its database and the log behind it.",
    mixinStandardHelpOptions = true)
public final class SnapshotTake implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "the data directory of a member, stopped or live")
  private Path named;

  @Option(names = "--out", paramLabel = "FILE", description = "where the snapshot goes")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--dry-run", description = "apply the log, print up to where it goes, and stop")
  private boolean dryRun;

  @Option(
      names = "--include-uncommitted",
      description =
          "take entries at the end of the log too that are not known to be committed: for the last"
              + " member that is left")
  private boolean withUncommitted;

  @Option(
      names = "--until",
      paramLabel = "INDEX",
      description =
          "the last raft index to take, though more is committed: the one before an entry that"
              + " stops every server")
  private Optional<Long> until = Optional.empty();

  @Option(
      names = "--etcd-version",
      paramLabel = "X.Y.Z",
      description = "the release of the server, where releases of its line differ")
  private Optional<String> etcdVersion = Optional.empty();

  @Option(
      names = "--wal-dir",
      paramLabel = "DIR",
      description = "the WAL's own folder, when etcd was given one")
  private Optional<Path> walFolder = Optional.empty();

  @Mixin private final OutputOptions output;
  private final FileOps ops;

  /** Works on the real disk. */
  public SnapshotTake(Terminal terminal) {
    this(terminal, FileOps.DISK);
  }

  SnapshotTake(Terminal terminal, FileOps ops) {
    this.output = new OutputOptions(terminal);
    this.ops = ops;
  }

  @Override
  public Integer call() throws IOException, FormatException {
    Optional<NewFile> target = target();
    try (DbSource db = DbSource.open(named)) {
      db.liveNote().ifPresent(note -> output.terminal().note("drydock: " + note));
      WalFiles files = WalFiles.open(named, walFolder);
      try (MemberLog log = open(files)) {
        take(db, files.isLive(), log, target);
      }
    }
    return ExitCode.OK.code();
  }

  private Optional<NewFile> target() {
    if (!Files.isDirectory(named)) {
      throw new UsageException(named + ": not a data directory; a snapshot needs its log, too");
    }
    if (out.isEmpty() && !dryRun) {
      throw new UsageException("give --out FILE, or --dry-run to see what it would hold");
    }
    return out.map(NewFile::new);
  }

  private MemberLog open(WalFiles files) throws IOException, FormatException {
    try (Progress progress = output.progresses().start("read log", files.bytes())) {
      return MemberLog.open(files, progress::advance);
    }
  }

  private void take(DbSource db, boolean isLive, MemberLog log, Optional<NewFile> target)
      throws IOException, FormatException {
    BackendState state = BackendState.read(db.view());
    ApplyRules rules = rules(state);
    var self = new MemberId(log.replay().owner().map(owner -> owner.nodeId()).orElse(0L));
    long applied = state.meta().consistentIndex().orElse(0);
    requireEndBehind(applied);
    Optional<Beginnings> beginning =
        rules.line().compareTo(ReleaseLine.V3_5) <= 0
            ? Beginnings.of(
                db.file().toAbsolutePath().getParent(), log.replay(), applied, rules.v2())
            : Optional.empty();
    var around =
        new Replay.Surroundings(self, new BcryptPasswords(), beginning.map(Beginnings::beginning));
    try (Replay replay = Replay.of(db.view(), rules, around)) {
      var database = new Caught.Standing(applied, RevisionBounds.of(db.view()).currentRevision());
      long logIndex = beginning.map(Beginnings::raftIndex).orElse(applied);
      var start = new CatchUp.Start(logIndex, database);
      var end = new CatchUp.End(withUncommitted, until);
      Caught caught = new CatchUp(log, replay, self, start, end).run();
      List<String> notes = new ArrayList<>();
      log.note().ifPresent(notes::add);
      notes(replay, state, notes);
      var selection = new Selection(db.view(), Selection.KeyFilter.ALL, edits(replay));
      TakePlan plan =
          new TakePlan(
              named,
              db.isLive() || isLive,
              out,
              whose(rules, state),
              caught,
              sizes(db, selection, target),
              notes);
      finish(db, plan, selection, target);
    }
  }

  private void requireEndBehind(long applied) {
    if (until.isPresent() && Long.compareUnsigned(until.get(), applied) < 0) {
      throw new UsageException(
          "--until %d: the database has applied all up to entry %s"
              .formatted(until.get(), Long.toUnsignedString(applied)));
    }
  }

  private void finish(DbSource db, TakePlan plan, Selection selection, Optional<NewFile> target)
      throws IOException, FormatException {
    if (dryRun) {
      db.checkUnchanged();
      output.output().report(plan);
      return;
    }
    if (!plan.hasRoom()) {
      throw new IOException(
          target.orElseThrow().folder()
              + ": "
              + Texts.exactBytes(plan.sizes().file())
              + " are needed, "
              + Texts.exactBytes(plan.sizes().available().orElseThrow())
              + " are free; nothing was written");
    }
    output.output().report(new TakeReport(plan, write(db, target.orElseThrow(), selection)));
  }

  private DatabaseFile write(DbSource db, NewFile target, Selection selection)
      throws IOException, FormatException {
    var form = DatabaseFile.Form.after(db.bolt(), true);
    return target.make(
        ops,
        part -> {
          var written = DatabaseFile.write(part, selection, form, ops, output.progresses());
          db.checkUnchanged();
          return written;
        });
  }

  private ApplyRules rules(BackendState state) {
    if (etcdVersion.isEmpty()) {
      return new ApplyRules(
          state
              .writer()
              .likely()
              .orElseThrow(() ->
                  new UsageException(
                      "--etcd-version is needed: the database does not tell which release wrote it"
                          + " ("
                          + String.join("; ", state.writer().evidence())
                          + ")")),
          Optional.empty());
    }
    EtcdVersion version =
        EtcdVersion.parse(etcdVersion.get())
            .orElseThrow(() ->
                new UsageException(
                    "--etcd-version " + etcdVersion.get() + ": not of the form 3.5.30"));
    ReleaseLine line =
        ReleaseLine.of(version)
            .orElseThrow(
                () -> new UsageException("--etcd-version " + version + ": 3.4 to 3.7 are known"));
    return new ApplyRules(line, Optional.of(version));
  }

  private static void notes(Replay replay, BackendState state, List<String> notes) {
    if (replay.compactRevision() > state.meta().compactRevision()) {
      notes.add(
          "the log compacts to revision "
              + replay.compactRevision()
              + ": the mark is set, and a server deletes the history below it when it starts");
    }
    if (replay.areMemberRowsInDoubt()) {
      notes.add(
          "rows of members are as the newest release of the line writes them; an older one may"
              + " have left others, which no release of the line reads");
    }
  }

  private static Map<Bucket, Selection.Edit> edits(Replay replay) {
    Map<Bucket, Selection.Edit> edits = new EnumMap<>(Bucket.class);
    replay.edits().forEach((bucket, changed) -> edits.put(bucket, edit(changed)));
    edits.put(Bucket.KEY, new Selection.Edit(false, replay.keyRows()));
    return edits;
  }

  private static Selection.Edit edit(SortedMap<Bytes, Optional<Bytes>> changed) {
    SortedMap<Bytes, Bytes> rows = new TreeMap<>();
    Set<Bytes> removed = new HashSet<>();
    changed.forEach(
        (key, value) -> value.ifPresentOrElse(row -> rows.put(key, row), () -> removed.add(key)));
    return new Selection.Edit(false, rows, removed);
  }

  private TakePlan.Rules whose(ApplyRules rules, BackendState state) {
    return new TakePlan.Rules(
        rules.version().map(EtcdVersion::toString).orElse(rules.line().toString()),
        etcdVersion.isPresent() ? "as given" : String.join("; ", state.writer().evidence()));
  }

  private static TakePlan.Sizes sizes(DbSource db, Selection selection, Optional<NewFile> target)
      throws IOException, FormatException {
    var prediction = new BoltSizePrediction(db.bolt().pageSize());
    selection.copyTo(RowSink.counting(prediction));
    long bytes = prediction.finish().bytes() + SnapshotTrailer.BYTES;
    Optional<Long> room = target.isPresent() ? Optional.of(target.get().room()) : Optional.empty();
    return new TakePlan.Sizes(bytes, room);
  }
}
