package io.drydock.tools.db.status;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.Severity;
import io.drydock.formats.backend.BackendHash;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.MetaSlot;
import io.drydock.formats.bolt.PageSet;
import io.drydock.formats.dbsnapshot.SnapshotTrailer;
import io.drydock.formats.mvcc.KeyTotals;
import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.source.Aside;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * What a database is, at one glance.
 *
 * @param source the database
 * @param trailer how the checksum of a snapshot file stands
 * @param contents what is in it; empty when that cannot be read to the end
 * @param findings what is wrong as far as a status looks, which is not a check
 */
record StatusReport(
    DbSource source,
    SnapshotTrailer.State trailer,
    Optional<Contents> contents,
    List<Finding> findings)
    implements Report {

  /**
   * What is in a database.
   *
   * @param hash of all buckets
   * @param keys of bucket {@code key}
   * @param bounds from where to where history reaches
   * @param state the small buckets
   * @param freePages pages in use that hold nothing
   */
  record Contents(
      BackendHash hash, KeyTotals keys, RevisionBounds bounds, BackendState state, long freePages) {

    /** Keys are counted in a thread of their own while this one hashes. */
    static Contents of(DbSource source, LongConsumer watcher) throws IOException, FormatException {
      BackendView keyView = source.viewForAnotherThread();
      try (var keys = Aside.start("count keys", () -> KeyTotals.of(keyView))) {
        PageSet walked = PageSet.forPagesOf(source.bolt());
        BackendView view = source.view();
        return new Contents(
            BackendHash.ofSnapshot(source.view().watchedBy(watcher).noting(walked)),
            keys.result(),
            RevisionBounds.of(view),
            BackendState.read(view),
            source.bolt().freePages(walked).pages().size());
      }
    }
  }

  /** Copies the list. */
  StatusReport {
    findings = List.copyOf(findings);
  }

  /**
   * Reads the database; damage becomes a finding.
   *
   * @throws FormatException when something in it is of a kind that is not supported
   */
  static StatusReport of(DbSource source, LongConsumer watcher)
      throws IOException, FormatException {
    List<Finding> findings = new ArrayList<>();
    checkFrame(source.bolt(), findings);
    SnapshotTrailer.State trailer = source.checkTrailer(watcher);
    Trailer.finding(trailer, source.bolt()).ifPresent(findings::add);
    Optional<Contents> contents = Optional.empty();
    try {
      contents = Optional.of(Contents.of(source, watcher));
      findings.addAll(contents.get().state().findings());
    } catch (CorruptFileException damage) {
      findings.add(new Finding("DB-DAMAGED", Severity.ERROR, damage.at(), damage.problem()));
    }
    return new StatusReport(source, trailer, contents, findings);
  }

  private static void checkFrame(BoltFile file, List<Finding> findings) {
    for (MetaSlot slot : file.slots()) {
      if (slot instanceof MetaSlot.Invalid(int pageId, var at, FormatException reason)) {
        findings.add(
            new Finding(
                "BOLT-META",
                Severity.WARNING,
                at,
                "meta " + pageId + " cannot be used, the other one counts: " + reason.problem()));
      }
    }
    if (file.missingBytes() > 0) {
      findings.add(
          new Finding(
              "BOLT-TRUNCATED",
              Severity.ERROR,
              file.source().extent(file.source().size(), 0),
              "the file ends " + file.missingBytes() + " bytes before its high-water mark"));
    }
  }

  /** False with a finding that is damage. */
  boolean isSound() {
    return findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
  }

  @Override
  public String schema() {
    return "db.status/1";
  }

  @Override
  public void json(Json json) throws IOException {
    new StatusJson(this).write(json);
  }

  @Override
  public void page(Page page) {
    new StatusPage(this).draw(page);
  }
}
