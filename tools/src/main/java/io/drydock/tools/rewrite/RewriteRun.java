package io.drydock.tools.rewrite;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.build.BoltSizePrediction;
import io.drydock.formats.bolt.build.FileShape;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.dbsnapshot.SnapshotTrailer;
import io.drydock.tools.ExitCode;
import io.drydock.tools.output.Texts;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.source.FileHold;
import io.drydock.tools.write.DirectoryCopy;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.RowSink;
import io.drydock.tools.write.Selection;
import io.drydock.tools.write.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The course of all these commands: plan, room, work, answer. */
final class RewriteRun {

  private static final long SLACK_BYTES = 1 << 20;

  private final String verb;
  private final RewriteOptions options;
  private final FileOps ops;

  RewriteRun(String verb, RewriteOptions options, FileOps ops) {
    this.verb = verb;
    this.options = options;
    this.ops = ops;
  }

  /** What comes of looking at a source. */
  sealed interface Choice {}

  /** It is already as the verb would make it. */
  record Nothing() implements Choice {}

  /**
   * What the source holds forbids it.
   *
   * @param reason where and why, and what to do instead
   */
  record Refusal(String reason) implements Choice {}

  /**
   * What the verb wants of a source.
   *
   * @param selection the rows of the new database
   * @param compactRevision what history is compacted to; absent where none is dropped
   * @param clearsAlarms alarms are what this is about
   * @param notes for the plan
   */
  record Wish(
      Selection selection, OptionalLong compactRevision, boolean clearsAlarms, List<String> notes)
      implements Choice {

    Wish {
      notes = List.copyOf(notes);
    }
  }

  /** Decides on the rows of a source. */
  @FunctionalInterface
  interface Chooser {
    /** Reads the source as far as the decision needs. */
    Choice choose(RewriteSource source) throws IOException, FormatException;
  }

  int run(Chooser chooser) throws IOException, FormatException {
    try (RewriteSource source = RewriteSource.open(options.named(), options.walFolder())) {
      Target target = target(source);
      if (!options.isDryRun()) {
        source.requireStopped(target);
      }
      requireWhole(source.db());
      return switch (chooser.choose(source)) {
        case Nothing() -> {
          options.output().output().report(new Unchanged(verb, source.db().file()));
          yield ExitCode.OK.code();
        }
        case Refusal(String reason) -> {
          options.output().terminal().complain("drydock: " + reason);
          yield ExitCode.FINDINGS.code();
        }
        case Wish wish -> fulfil(source, target, wish);
      };
    }
  }

  private int fulfil(RewriteSource source, Target target, Wish wish)
      throws IOException, FormatException {
    RewritePlan plan = plan(source, target, wish);
    if (options.isDryRun()) {
      options.output().output().report(plan);
      return ExitCode.OK.code();
    }
    if (!plan.hasRoom()) {
      throw new IOException(
          target.folder()
              + ": "
              + Texts.exactBytes(plan.sizes().needed())
              + " are needed, "
              + Texts.exactBytes(plan.sizes().available())
              + " are free; choose another disk with --out. Nothing was written");
    }
    options.output().terminal().note("plan: " + summary(plan));
    plan.notes().forEach(note -> options.output().terminal().note("note: " + note));
    options.output().output().report(execute(source, wish, plan));
    return ExitCode.OK.code();
  }

  private Target target(RewriteSource source) throws IOException {
    Target target =
        source.target(options.out(), options.isInPlaceOrPlan(), verb, options.output().now());
    return options.removesOld() ? target.removingOld() : target;
  }

  private static String summary(RewritePlan plan) {
    return plan.verb()
        + " "
        + plan.source()
        + " to "
        + plan.target().finalPath()
        + ", "
        + Texts.bytes(plan.sizes().before())
        + " to "
        + Texts.bytes(plan.sizes().after());
  }

  private RewriteResult execute(RewriteSource source, Wish wish, RewritePlan plan)
      throws IOException, FormatException {
    BoltFile old = source.db().bolt();
    var rewrite = new Rewrite(plan, wish.selection(), old, ops, options.output().progresses());
    if (plan.target().isDirectory()) {
      return rewrite.toDirectory(copy(source), source.named());
    }
    boolean withTrailer = SnapshotTrailer.isPresent(source.db().fileBytes());
    if (plan.target().aside().isEmpty()) {
      return rewrite.toFile(withTrailer);
    }
    try (var _ = FileHold.of(plan.target().finalPath())) {
      return rewrite.toFile(withTrailer);
    }
  }

  /**
   * What a new checksum would hide must not be there.
   *
   * @throws CorruptFileException when the file is a snapshot that was altered or cut
   */
  private void requireWhole(DbSource db) throws IOException, FormatException {
    try (Progress progress = options.output().progresses().start("check", db.fileBytes())) {
      if (db.checkTrailer(progress::advance)
          instanceof SnapshotTrailer.State.Wrong(Extent at, Bytes stored, Bytes computed)) {
        throw new CorruptFileException(
            at, "SHA-256 of the snapshot", computed.toHex(), stored.toHex());
      }
    }
    long odd = db.fileBytes() % db.bolt().pageSize();
    if (!db.isRows() && odd != 0 && odd != SnapshotTrailer.BYTES) {
      throw new CorruptFileException(
          new Extent(db.file().toString(), db.fileBytes(), 0),
          "length of the file",
          "whole pages, or these and a checksum of " + SnapshotTrailer.BYTES + " bytes",
          odd + " bytes behind the last page: it was cut");
    }
  }

  private static DirectoryCopy copy(RewriteSource source) throws IOException {
    return DirectoryCopy.of(source.walFolder().orElseThrow(), source.snapFolder());
  }

  private RewritePlan plan(RewriteSource source, Target target, Wish wish)
      throws IOException, FormatException {
    var prediction = new BoltSizePrediction(source.db().bolt().pageSize());
    wish.selection().copyTo(RowSink.counting(prediction));
    FileShape shape = prediction.finish();
    List<String> notes = new ArrayList<>(wish.notes());
    long needed = shape.bytes() + SLACK_BYTES;
    if (!wish.clearsAlarms()
        && !BackendState.read(source.db().view()).cluster().alarms().isEmpty()) {
      notes.add(
          "raised alarms stay in the result: `etcdctl alarm disarm` after the start, or `drydock"
              + " alarm clear`");
    }
    if (target.isDirectory()) {
      notes.addAll(source.logNotes());
      DirectoryCopy copy = copy(source);
      needed += copy.bytes();
      if (!copy.leftBehind().isEmpty()) {
        notes.add("not copied: " + String.join(", ", copy.leftBehind()));
      }
    }
    if (Files.exists(target.partPath())) {
      notes.add(target.partPath() + " is left from an interrupted run and will be removed");
    }
    return new RewritePlan(
        verb,
        source.db().file(),
        target,
        new RewritePlan.Sizes(
            source.db().fileBytes(),
            shape.bytes(),
            needed,
            Files.getFileStore(target.folder()).getUsableSpace()),
        new RewritePlan.Rows(wish.selection().keptKeyRows(), wish.selection().droppedRows()),
        wish.compactRevision(),
        notes);
  }
}
