package io.drydock.tools.restore;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.backend.WriterVersion;
import io.drydock.formats.bolt.build.BoltSizePrediction;
import io.drydock.formats.member.ClusterId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.output.Texts;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.RowSink;
import io.drydock.tools.write.Selection;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code snapshot restore}: data directories of a new cluster out of a snapshot. */
@Command(
    name = "restore",
    description = "Make the data directory of a new cluster's member, or of all its members.",
    mixinStandardHelpOptions = true)
public final class Restore implements Callable<Integer> {

  private static final long SNAP_AND_LOG_BYTES = 1 << 20;

  @Mixin private final RestoreOptions options;
  private final FileOps ops;
  private final UnaryOperator<ReleaseLine> form;

  /** Works on the real disk. */
  public Restore(Terminal terminal) {
    this(terminal, FileOps.DISK);
  }

  Restore(Terminal terminal, FileOps ops) {
    this(terminal, ops, UnaryOperator.identity());
  }

  private Restore(Terminal terminal, FileOps ops, UnaryOperator<ReleaseLine> form) {
    this.options = new RestoreOptions(terminal);
    this.ops = ops;
    this.form = form;
  }

  /**
   * What a caller tells about a restore in words of its own.
   *
   * @param cluster id of the new cluster
   * @param members of it, ascending by id
   * @param revision of the snapshot
   * @param bumpedTo what the revision was raised to
   */
  public record Told(
      ClusterId cluster, List<MemberRecord> members, long revision, OptionalLong bumpedTo) {

    /** Copies the list. */
    public Told {
      members = List.copyOf(members);
    }
  }

  /**
   * Restores without printing.
   *
   * @param words the command line of this command; no trial, no dry run
   * @param form from the release that wrote the snapshot to the one whose form the files get
   * @throws UsageException when the words do not go together, or something stands at the target
   * @throws IOException when the disk fails; nothing is left then
   * @throws FormatException when the snapshot is damaged; as above
   */
  public static Told silently(List<String> words, UnaryOperator<ReleaseLine> form)
      throws IOException, FormatException {
    var nowhere = OutputStream.nullOutputStream();
    var restore = new Restore(Terminal.plain(nowhere, nowhere), FileOps.DISK, form);
    CommandLine.populateCommand(restore, words.toArray(String[]::new));
    RestorePlan plan = restore.restored().plan();
    return new Told(
        plan.cluster().clusterId(),
        plan.cluster().members(),
        plan.revisions().current(),
        plan.revisions().bumpedTo());
  }

  @Override
  public Integer call() throws IOException, FormatException {
    Report answer = options.isDryRun() ? plan() : restored();
    options.output().output().report(answer);
    return ExitCode.OK.code();
  }

  /** The work of a restore once everything is read and planned. */
  @FunctionalInterface
  private interface Work<T> {
    T with(RestorePlan plan, Target target, SnapshotInput input, Selection rows)
        throws IOException, FormatException;
  }

  private RestorePlan plan() throws IOException, FormatException {
    return planned((plan, target, input, rows) -> plan);
  }

  private Restored restored() throws IOException, FormatException {
    return planned(this::run);
  }

  private <T> T planned(Work<T> work) throws IOException, FormatException {
    options.check();
    RestoreOptions.Wanted wanted = options.wanted();
    Target target = Target.of(options, wanted.names());
    var lenience =
        new SnapshotInput.Lenience(options.skipsHashCheck(), options.goesOnDespiteFindings());
    try (SnapshotInput input =
        SnapshotInput.open(
            options.file(), target.folder(), lenience, options.output().progresses())) {
      List<String> notes = new ArrayList<>(input.notes());
      NewCluster cluster = NewCluster.of(wanted.spec(), line(input.state().writer(), notes));
      OptionalLong bumpedTo = bumpedTo(input.bounds().currentRevision());
      var wish = new RestoredRows.Wish(bumpedTo, options.dropsAlarms(), options.line().isPresent());
      RestoredRows rows = RestoredRows.of(input.db().view(), cluster, wish);
      notes.addAll(rows.notes());
      noteAlarms(input, notes);
      target.noteLeftovers(notes);
      var selection = new Selection(input.db().view(), Selection.KeyFilter.ALL, rows.edits());
      var plan =
          new RestorePlan(
              input.db().file(),
              cluster,
              target.places(cluster),
              new RestorePlan.Revisions(input.bounds().currentRevision(), bumpedTo),
              room(input, selection, target),
              notes);
      return work.with(plan, target, input, selection);
    }
  }

  private Restored run(RestorePlan plan, Target target, SnapshotInput input, Selection rows)
      throws IOException, FormatException {
    if (!plan.room().isEnough()) {
      throw new IOException(
          target.folder()
              + ": "
              + Texts.exactBytes(plan.room().needed())
              + " are needed, "
              + Texts.exactBytes(plan.room().available())
              + " are free; choose another disk. Nothing was written");
    }
    return new RestoreRun(plan, target, ops, options.output().progresses())
        .run(input.db(), rows, !options.isTrial());
  }

  private OptionalLong bumpedTo(long current) {
    OptionalLong by = options.bump();
    if (by.isEmpty()) {
      return by;
    }
    if (by.getAsLong() > Long.MAX_VALUE - current) {
      throw new UsageException(
          "--bump-revision " + by.getAsLong() + ": with revision " + current + " beyond 2^63-1");
    }
    return OptionalLong.of(current + by.getAsLong());
  }

  private ReleaseLine line(WriterVersion writer, List<String> notes) {
    if (options.line().isPresent()) {
      return options.line().get();
    }
    return form.apply(writerLine(writer, notes));
  }

  private static ReleaseLine writerLine(WriterVersion writer, List<String> notes) {
    return writer
        .likely()
        .orElseGet(() -> {
          ReleaseLine line = writer.candidates().isEmpty() ? ReleaseLine.V3_7 : ReleaseLine.V3_5;
          notes.add(
              "which etcd wrote it cannot be told ("
                  + String.join("; ", writer.evidence())
                  + "): files as "
                  + line
                  + " writes them; --etcd-version says otherwise");
          return line;
        });
  }

  private void noteAlarms(SnapshotInput input, List<String> notes) {
    int alarms = input.state().cluster().alarms().size();
    if (alarms > 0) {
      notes.add(
          Texts.count(alarms, "raised alarm")
              + (options.dropsAlarms()
                  ? " left behind"
                  : " comes along, and limits the new cluster: --drop-alarms leaves it behind"));
    }
  }

  private static RestorePlan.Room room(SnapshotInput input, Selection rows, Target target)
      throws IOException, FormatException {
    var prediction = new BoltSizePrediction(input.db().bolt().pageSize());
    rows.copyTo(RowSink.counting(prediction));
    long database = prediction.finish().bytes();
    long available = Files.getFileStore(target.folder()).getUsableSpace();
    long needed = target.names().size() * (database + SNAP_AND_LOG_BYTES);
    return new RestorePlan.Room(database, needed, available);
  }
}
