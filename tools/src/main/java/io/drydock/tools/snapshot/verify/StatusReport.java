package io.drydock.tools.snapshot.verify;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.Severity;
import io.drydock.formats.backend.BackendHash;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.bolt.BoltCheck;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.dbsnapshot.SnapshotTrailer;
import io.drydock.formats.mvcc.KeyTotals;
import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.tools.db.status.Trailer;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.source.Aside;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The numbers of {@code etcdutl snapshot status}, and those that it leaves out.
 *
 * @param file as named
 * @param imageBytes without the checksum: etcdutl's total size
 * @param trailer right, or absent
 * @param hash over all buckets, with their records
 * @param keys of the key space
 * @param bounds revisions
 * @param state the small buckets
 */
public record StatusReport(
    Path file,
    long imageBytes,
    SnapshotTrailer.State trailer,
    BackendHash hash,
    KeyTotals keys,
    RevisionBounds bounds,
    BackendState state)
    implements Report {

  private record Fact(String label, String value) {}

  /**
   * Reads a file that is whole, and its keys in a thread of their own.
   *
   * @param withoutSha a file that ends where its SHA-256 should begin will do; else it must have
   *     room behind its pages, as a database has: else the checksum may just have been cut off
   * @throws CorruptFileException when it is cut, altered or damaged; the message begins with the
   *     code of what was found
   */
  public static StatusReport ofWhole(DbSource source, boolean withoutSha, LongConsumer watcher)
      throws IOException, FormatException {
    BoltFile structure = source.boltForAnotherThread();
    try (var pages =
        Aside.start("check pages", () -> BoltCheck.of(structure, BoltCheck.KEPT_FINDINGS))) {
      SnapshotTrailer.State trailer = source.checkTrailer(watcher);
      refuse(Trailer.finding(trailer, source.bolt()));
      refuse(
          Wholeness.finding(source.bolt(), trailer)
              .filter(found -> !isForgiven(found, source.bolt(), withoutSha)));
      refuse(
          pages.result().findings().stream()
              .filter(found -> found.severity() == Severity.ERROR)
              .findFirst());
      return of(source, trailer, watcher);
    }
  }

  private static boolean isForgiven(Finding finding, BoltFile database, boolean withoutSha) {
    boolean hasRoom = database.source().size() > database.pageCount() * database.pageSize();
    return finding.code().equals(Wholeness.NO_SHA) && (withoutSha || hasRoom);
  }

  private static void refuse(Optional<Finding> finding) throws CorruptFileException {
    if (finding.isPresent()) {
      Finding found = finding.get();
      throw new CorruptFileException(found.at(), found.code() + ": " + found.message());
    }
  }

  private static StatusReport of(
      DbSource source, SnapshotTrailer.State trailer, LongConsumer watcher)
      throws IOException, FormatException {
    BackendView keyView = source.viewForAnotherThread();
    try (var keys = Aside.start("count keys", () -> KeyTotals.of(keyView))) {
      return new StatusReport(
          source.file(),
          source.sizeBytes(),
          trailer,
          BackendHash.ofSnapshot(source.view().watchedBy(watcher)),
          keys.result(),
          RevisionBounds.of(source.view()),
          BackendState.read(source.view()));
    }
  }

  @Override
  public String schema() {
    return "snapshot.status/1";
  }

  @Override
  public void json(Json json) throws IOException {
    json.string("file", file.toString())
        .number("hash", Integer.toUnsignedLong(hash.hash()))
        .string("hash_hex", Integer.toHexString(hash.hash()))
        .i64("revision", bounds.currentRevision())
        .i64("compact_revision", bounds.compactRevision())
        .number("live_keys", keys.liveKeys())
        .number("all_records", hash.records())
        .number("total_bytes", imageBytes)
        .string("storage_version", state.meta().storageVersion())
        .string("cluster_version", state.cluster().clusterVersion())
        .string("written_by", state.writer().likely().map(ReleaseLine::toString))
        .u64("consistent_index", state.meta().consistentIndex())
        .u64("term", state.meta().term())
        .string("trailer", Trailer.name(trailer));
  }

  @Override
  public void page(Page page) {
    page.line(page.paint().bold(file.toString()));
    List<Fact> facts = facts();
    if (page.isTable()) {
      page.table(
          List.of(Column.left("FACT", Fact::label), Column.left("VALUE", Fact::value)), facts);
    }
    facts.forEach(fact -> page.fact(fact.label(), fact.value()));
  }

  private List<Fact> facts() {
    return List.of(
        new Fact("hash", Integer.toHexString(hash.hash())),
        new Fact("revision", bounds.currentRevision() + ", " + compacted()),
        new Fact(
            "total keys",
            Texts.count(keys.liveKeys())
                + " live (etcdutl since 3.6); "
                + Texts.count(hash.records())
                + " records in all buckets (3.4 and 3.5)"),
        new Fact("total size", Texts.exactBytes(imageBytes)),
        new Fact("version", version()),
        new Fact("snapshot trailer", Trailer.text(trailer)));
  }

  private String compacted() {
    return bounds.compactRevision() == MetaState.NEVER_COMPACTED
        ? "never compacted"
        : "compacted at " + bounds.compactRevision();
  }

  private String version() {
    String stored = state.meta().storageVersion().orElse("not stored");
    String cluster = state.cluster().clusterVersion().orElse("not stored");
    return "storage " + stored + ", cluster " + cluster;
  }
}
