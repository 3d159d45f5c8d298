package io.drydock.tools.fsck.examine;

import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.formats.snap.SnapDirectory;
import io.drydock.formats.snap.SnapItem;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.check.WalCheck;
import io.drydock.tools.fsck.examine.SnapExamination.Store;
import io.drydock.tools.member.LogReading;
import io.drydock.tools.member.MemberFacts.BackendFacts;
import io.drydock.tools.member.MembershipFacts;
import io.drydock.tools.member.MembershipReading;
import io.drydock.tools.output.Findings;
import io.drydock.tools.source.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Reads one directory, each part once, and judges what it finds. */
public final class Examiner {

  private final Path named;
  private final MemberDirectory directory;
  private final Question question;
  private final Ledger ledger = new Ledger();

  private Examiner(Path named, MemberDirectory directory, Question question) {
    this.named = named;
    this.directory = directory;
    this.question = question;
  }

  /**
   * What is asked.
   *
   * @param walFolder the log, when etcd was given one apart
   * @param line the release line that is to start; empty for the one that wrote the directory
   * @param quotaBytes of the server's quota
   */
  public record Question(Optional<Path> walFolder, Optional<ReleaseLine> line, long quotaBytes) {

    /** etcd's own quota when it is told none: 2 GiB. */
    public static final long DEFAULT_QUOTA_BYTES = 2L << 30;
  }

  /**
   * Examines a directory.
   *
   * @param observer is shown each record of the log
   * @param watcher told how many bytes were read since the last time
   * @throws IOException when there is no such directory, or a file that is there cannot be read
   * @throws io.drydock.tools.source.ChangingException when a server commits to the database faster
   *     than it can be read
   */
  public static Examination examine(
      Path named, Question question, WalCheck.Observer observer, LongConsumer watcher)
      throws IOException {
    MemberDirectory directory = MemberDirectory.list(named, question.walFolder());
    return new Examiner(named, directory, question).examine(observer, watcher);
  }

  /**
   * How much there is to read in log and database, in bytes.
   *
   * @throws IOException when there is no such directory
   */
  public static long bytes(Path named) throws IOException {
    MemberDirectory directory = MemberDirectory.list(named);
    long log =
        directory.wal().stream()
            .flatMap(wal -> wal.segments().stream())
            .mapToLong(WalSegment::bytes)
            .sum();
    long database =
        directory.snap().flatMap(SnapDirectory::backend).map(SnapItem::fileBytes).orElse(0L);
    return log + database;
  }

  private Examination examine(WalCheck.Observer observer, LongConsumer watcher) throws IOException {
    // The database first, then the snapshots: on a running server the log then has all of both.
    DbExamination db = DbExamination.of(directory, ledger, watcher);
    SnapExamination snaps = SnapExamination.of(directory.snap(), ledger);
    Optional<LogExamination> log = log(observer, watcher);
    Optional<ReleaseLine> line = question.line().or(() -> line(db));
    ReleaseLine judged = line.orElse(ReleaseLine.V3_5);
    Optional<Boot> boot =
        log.map(part -> Boot.of(judged, part.directory(), part.reading().replay(), snaps.sound()));
    Parts parts =
        new Parts(directory, judged, log, snaps, store(snaps, boot), db, members(log, db), boot);
    PartChecks.run(parts, question.quotaBytes(), ledger);
    Surroundings place = Surroundings.of(directory.member());
    PlaceChecks.run(directory, place, ledger);
    var judge = new Judge(parts, named.toString());
    List<Diagnosis> diagnoses =
        Findings.worstFirst(ledger.findings()).stream().map(judge::of).toList();
    return new Examination(
        named.toString(),
        Examination.Identity.of(parts, line.isPresent()),
        diagnoses,
        ledger.omitted(),
        place);
  }

  private static Optional<ReleaseLine> line(DbExamination db) {
    return db.facts().flatMap(facts -> facts.writer().likely());
  }

  /** Listed anew: a running server may have begun a segment since. */
  private Optional<LogExamination> log(WalCheck.Observer observer, LongConsumer watcher)
      throws IOException {
    if (directory.wal().isEmpty()) {
      return Optional.empty();
    }
    WalDirectory now = WalDirectory.list(directory.walPath());
    Optional<LogExamination> log = LogExamination.of(now, ledger, observer);
    watcher.accept(now.segments().stream().mapToLong(WalSegment::bytes).sum());
    return log;
  }

  private Optional<Store> store(SnapExamination snaps, Optional<Boot> boot) throws IOException {
    var snap = boot.flatMap(Boot::snapshot).flatMap(snaps::at);
    return snap.isPresent() ? SnapExamination.store(snap.get(), ledger) : Optional.empty();
  }

  private Optional<MembershipFacts> members(Optional<LogExamination> log, DbExamination db)
      throws IOException {
    Optional<LogReading> reading = log.map(LogExamination::reading);
    return new MembershipReading(
            directory.snap(), reading, db.facts().map(BackendFacts::state), ledger)
        .read();
  }
}
