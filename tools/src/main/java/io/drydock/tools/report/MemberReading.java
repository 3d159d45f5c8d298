package io.drydock.tools.report;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.mvcc.KeyRange;
import io.drydock.formats.mvcc.usage.KeySpaceUsage;
import io.drydock.formats.mvcc.usage.UsageQuery;
import io.drydock.tools.db.usage.SizeForecast;
import io.drydock.tools.fsck.examine.Examination;
import io.drydock.tools.inspect.MemberInspection;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.progress.Progresses;
import io.drydock.tools.report.page.MemberPart;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.source.WalFiles;
import io.drydock.tools.wal.LogSummary;
import io.drydock.tools.wal.stats.LogStats;
import io.drydock.tools.wal.stats.LogTimeline;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Asks all that the page tells of a member beyond its examination. */
final class MemberReading {

  /** As deep as the map of a database shows, and one more where all keys begin alike. */
  private static final int PREFIX_DEPTH = 3;

  /** Of prefixes that are told apart: hundreds of times what the page has room for. */
  private static final int PREFIXES_MAX = 20_000;

  private static final int TOP = 10;
  private static final int HOT_DEPTH = 2;

  private final Progresses progresses;

  MemberReading(Progresses progresses) {
    this.progresses = progresses;
  }

  /**
   * Reads on.
   *
   * @throws IOException when a file that is there cannot be read
   * @throws io.drydock.tools.source.ChangingException when a server commits to the database faster
   *     than it can be read
   */
  MemberPart of(String title, Examination examination) throws IOException {
    Path directory = Path.of(examination.directory());
    return new MemberPart(
        title,
        examination,
        MemberInspection.of(directory, Optional.empty()),
        log(directory),
        database(directory));
  }

  private Optional<MemberPart.Log> log(Path directory) throws IOException {
    Optional<WalFiles> files = WalFiles.find(directory);
    if (files.isEmpty()) {
      return Optional.empty();
    }
    var timeline = new LogTimeline();
    try (Progress progress = progresses.start("log", 2 * files.get().bytes())) {
      LogSummary summary = LogSummary.of(files.get(), progress);
      var query = new LogStats.Query(HOT_DEPTH, TOP);
      LogStats stats = LogStats.of(files.get(), query, progress, timeline);
      return Optional.of(new MemberPart.Log(summary, stats, timeline));
    }
  }

  /** What is wrong with one that cannot be read, the examination has found. */
  private Optional<MemberPart.Database> database(Path directory) throws IOException {
    Path file = directory.resolve("member").resolve("snap").resolve("db");
    try (DbSource source = DbSource.open(file)) {
      Optional<MemberPart.Database> read = read(source);
      source.checkUnchanged();
      return read;
    } catch (FormatException | NoSuchFileException found) {
      return Optional.empty();
    }
  }

  private Optional<MemberPart.Database> read(DbSource source) throws IOException, FormatException {
    try (Progress progress = progresses.start("database", 3 * source.fileBytes())) {
      BackendView view = source.view().watchedBy(progress::advance);
      var query = new UsageQuery(PREFIX_DEPTH, (byte) '/', KeyRange.ALL, PREFIXES_MAX, TOP);
      BoltFile bolt = source.bolt();
      var pages =
          new MemberPart.Pages(
              source.sizeBytes(), bolt.freePages().pages().size() * (long) bolt.pageSize());
      KeySpaceUsage usage = KeySpaceUsage.of(view, query);
      SizeForecast forecast = SizeForecast.atNewest(view, bolt.pageSize());
      return Optional.of(new MemberPart.Database(source.file().toString(), pages, usage, forecast));
    } catch (CorruptFileException damage) {
      source.checkUnchanged();
      return Optional.empty();
    }
  }
}
