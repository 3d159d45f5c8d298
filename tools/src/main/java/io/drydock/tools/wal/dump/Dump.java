package io.drydock.tools.wal.dump;

import io.drydock.formats.Located;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalFileName;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.WalRecord.EntryRecord;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.WalTail;
import io.drydock.formats.wal.replay.EntryFates;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.output.RowWriter;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.source.Changes;
import io.drydock.tools.source.WalFiles;
import io.drydock.tools.wal.log.LogPass;
import io.drydock.tools.wal.log.LogPass.Step;
import io.drydock.tools.wal.log.RecordKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * Goes over the log twice: once to learn which entries count, once to show them. When it follows,
 * it then goes on with what a server writes.
 *
 * <p>Owned by one thread, except {@link #stop}.
 */
public final class Dump {

  /** Where the system tells of no changes, the files are looked at this often. */
  private static final long LOOK_MILLIS = 1000;

  /**
   * What is to be shown.
   *
   * @param files the log
   * @param from the segment to begin with; empty for the first one
   * @param selection which records
   * @param limit rows in all
   * @param tail rows of what is there already
   */
  public record Order(
      WalFiles files, Optional<WalFileName> from, Selection selection, long limit, long tail) {}

  private final Order order;
  private final RowWriter<DumpRow> rows;
  private final RowSink sink;
  private final Progress progress;
  private final Damages damages = new Damages();
  private volatile boolean isStopped;
  private volatile Optional<Changes> waiting = Optional.empty();
  private Optional<WalSegment> segment = Optional.empty();
  private String segmentName = "";
  private int knownOrdinal;
  private long records;
  private boolean isUnfinished;

  /** Shows rows there. */
  public Dump(Order order, RowWriter<DumpRow> rows, Progress progress) {
    this.order = order;
    this.rows = rows;
    this.sink = new RowSink(rows, order.limit(), order.tail());
    this.progress = progress;
  }

  /**
   * Shows what is there.
   *
   * @throws IOException when the log cannot be read, or the rows cannot be written
   */
  public DumpSummary once() throws IOException {
    Known known = learn();
    isUnfinished = known.isUnfinished();
    try (LogPass pass = LogPass.from(order.files(), wanted(known.segments()))) {
      showThere(pass, known, order.files().isLive());
      return finish(known);
    }
  }

  /**
   * Shows what is there, and then what comes, until the limit is reached or {@link #stop} called.
   *
   * @throws IOException when the log cannot be read, or the rows cannot be written
   */
  public DumpSummary following() throws IOException {
    try (Changes changes = Changes.in(order.files().folder())) {
      waiting = Optional.of(changes);
      Known known = learn();
      LogPass pass = LogPass.following(order.files(), wanted(known.segments()));
      try {
        showThere(pass, known, false);
        while (!isOver() && !changes.isClosed()) {
          sink.flush();
          pass.forget();
          changes.await(LOOK_MILLIS);
          pass = refreshed(pass);
          showRest(pass, known);
        }
        return finish(known);
      } finally {
        pass.close();
      }
    }
  }

  /** Ends {@link #following} soon; called by another thread. */
  public void stop() {
    isStopped = true;
    try {
      if (waiting.isPresent()) {
        waiting.get().close();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Known learn() throws IOException {
    var replay = new LogReplay();
    try (LogPass pass = LogPass.over(order.files())) {
      for (Step step = pass.next(); step != Step.END; step = pass.next()) {
        if (step == Step.RECORD) {
          replay.add(pass.ordinal(), pass.cursor());
          progress.advance(pass.cursor().frameBytes());
        }
      }
      return new Known(
          replay,
          replay.fates(),
          List.copyOf(pass.segments()),
          pass.position(),
          pass.isUnfinished());
    }
  }

  /** The segments from the one that was asked for. */
  private List<WalSegment> wanted(List<WalSegment> segments) throws IOException {
    if (order.from().isEmpty()) {
      return segments;
    }
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i).name().equals(order.from().get())) {
        return segments.subList(i, segments.size());
      }
    }
    throw new NoSuchFileException(
        order.files().folder().resolve(order.from().get().toString()).toString());
  }

  /**
   * Shows what is there.
   *
   * @param isBounded not beyond what is known; else a busy server could keep us here
   */
  private void showThere(LogPass pass, Known known, boolean isBounded) throws IOException {
    boolean isIn = true;
    while (isIn && !isOver()) {
      isIn = step(pass, known) && !(isBounded && isAtEnd(pass, known));
    }
    sink.showLast();
  }

  private static boolean isAtEnd(LogPass pass, Known known) {
    return pass.segment().name().equals(known.end().segment())
        && pass.cursor().endOffset() >= known.end().offset()
        && pass.cursor().tail().isEmpty();
  }

  private void showRest(LogPass pass, Known known) throws IOException {
    while (!isOver() && step(pass, known)) {
      // step has shown it
    }
  }

  private boolean isOver() {
    return isStopped || sink.isFull();
  }

  private boolean step(LogPass pass, Known known) throws IOException {
    return switch (pass.next()) {
      case RECORD -> {
        damages.record();
        show(pass.cursor(), pass.segment(), known);
        yield true;
      }
      case GAP -> {
        WalSegment damaged = pass.segments().get(pass.damagedOrdinal());
        damages.add(pass.damage());
        sink.add(
            new DumpRow.Gap(name(damaged), pass.gap().at(), reason(pass), pass.gap().damaged()));
        yield true;
      }
      case END -> {
        end(pass);
        yield false;
      }
    };
  }

  private void end(LogPass pass) throws IOException {
    isUnfinished = pass.isUnfinished();
    boolean isRegular =
        pass.tail() instanceof WalTail.CleanEnd || pass.tail() instanceof WalTail.PreallocatedTail;
    if (!isRegular && !isUnfinished) {
      damages.add(pass.tail());
      sink.add(
          new DumpRow.Gap(
              name(pass.segment()),
              pass.tail().at(),
              Damages.reason(pass.tail()),
              Optional.empty()));
    }
  }

  private void show(WalCursor cursor, WalSegment in, Known known) throws IOException {
    records++;
    progress.advance(cursor.frameBytes());
    enter(in, known);
    RecordKind kind = RecordKind.of(cursor);
    if (!order.selection().mayWant(kind, cursor)) {
      return;
    }
    boolean isChecked = cursor.isCrcChecked();
    Located<WalRecord> located = cursor.record();
    if (!(located.value() instanceof EntryRecord entry)) {
      sink.add(new DumpRow.Plain(segmentName, kind, located, isChecked));
      return;
    }
    var row =
        new DumpRow.Entry(
            segmentName, located.at(), entry, isChecked, fate(entry, located.at().offset(), known));
    if (order.selection().wants(row)) {
      sink.add(row);
    }
  }

  private void enter(WalSegment in, Known known) {
    if (segment.isEmpty() || !segment.get().name().equals(in.name())) {
      segment = Optional.of(in);
      segmentName = name(in);
      knownOrdinal = known.ordinal(in.name());
    }
  }

  private Optional<EntryFates.Fate> fate(EntryRecord entry, long offset, Known known) {
    return known.reaches(segment.orElseThrow().name(), offset)
        ? Optional.of(known.fates().of(knownOrdinal, offset, entry.index()))
        : Optional.empty();
  }

  private static String reason(LogPass pass) {
    String reason = Damages.reason(pass.damage());
    int at = pass.damagedOrdinal();
    boolean isBehindGap =
        pass.damage().at().offset() == 0
            && at > 0
            && pass.segments().get(at).name().sequence()
                != pass.segments().get(at - 1).name().sequence() + 1;
    return isBehindGap ? "segments before this one are missing; " + reason : reason;
  }

  /** The pass with what was written meanwhile; a new one when the server purged what we read. */
  private LogPass refreshed(LogPass pass) throws IOException {
    try {
      pass.refresh();
      return pass;
    } catch (NoSuchFileException purged) {
      sink.add(
          new DumpRow.Gap(
              name(pass.segment()),
              pass.tail().at(),
              "the server purged segments before they were read",
              Optional.empty()));
      damages.add(pass.tail());
      sink.flush();
      pass.close();
      WalFiles now = order.files().again();
      return LogPass.following(now, now.segments());
    }
  }

  private DumpSummary finish(Known known) throws IOException {
    var summary =
        new DumpSummary(
            order.files(), known.replay(), records, sink.written(), damages, isUnfinished);
    rows.finish(summary);
    return summary;
  }

  private static String name(WalSegment segment) {
    return segment.path().getFileName().toString();
  }
}
