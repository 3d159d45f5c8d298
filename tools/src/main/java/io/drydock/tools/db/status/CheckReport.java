package io.drydock.tools.db.status;

import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.Severity;
import io.drydock.formats.bolt.BoltCheck;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.BoltReport;
import io.drydock.formats.dbsnapshot.SnapshotTrailer;
import io.drydock.formats.mvcc.check.MvccCheck;
import io.drydock.formats.mvcc.check.MvccReport;
import io.drydock.tools.output.Findings;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.source.Aside;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Everything that is wrong with a database.
 *
 * @param source the database
 * @param pages the b-trees
 * @param store the rules of the store; empty when the trees are too damaged to find its buckets
 * @param trailer how the checksum of a snapshot file stands
 */
public record CheckReport(
    DbSource source, BoltReport pages, Optional<MvccReport> store, SnapshotTrailer.State trailer)
    implements Report {

  /** What needs no order of revisions. */
  private record Structure(SnapshotTrailer.State trailer, BoltReport pages) {}

  /**
   * Checks; checksum and pages in a thread of their own while this one goes over the store.
   *
   * @param watcher told how many bytes of the store were read since the last time
   * @throws FormatException when something in the store is of a kind that is not supported, and the
   *     pages are sound
   */
  public static CheckReport of(DbSource source, LongConsumer watcher)
      throws IOException, FormatException {
    BoltFile file = source.boltForAnotherThread();
    try (var check = Aside.start("check pages", () -> structure(source, file))) {
      return of(source, check, watcher);
    }
  }

  private static Structure structure(DbSource source, BoltFile file) throws FormatException {
    return new Structure(
        source.checkTrailer(file, bytes -> {}), BoltCheck.of(file, BoltCheck.KEPT_FINDINGS));
  }

  private static CheckReport of(DbSource source, Aside<Structure> check, LongConsumer watcher)
      throws IOException, FormatException {
    try {
      MvccReport store = MvccCheck.of(source.view().watchedBy(watcher));
      Structure structure = check.result();
      return new CheckReport(source, structure.pages(), Optional.of(store), structure.trailer());
    } catch (FormatException damage) {
      Structure structure = check.result();
      if (structure.pages().errors() == 0) {
        throw damage;
      }
      return new CheckReport(source, structure.pages(), Optional.empty(), structure.trailer());
    }
  }

  /** Worst first. */
  public List<Finding> findings() {
    List<Finding> all = new ArrayList<>();
    Trailer.finding(trailer, source.bolt()).ifPresent(all::add);
    all.addAll(pages.findings());
    store.ifPresent(report -> all.addAll(report.findings()));
    return Findings.worstFirst(all);
  }

  /** Findings that were counted and not listed. */
  public long omitted() {
    long counted =
        store.stream().flatMap(r -> r.counts().values().stream()).mapToLong(n -> n).sum();
    long listed = store.stream().mapToLong(report -> report.findings().size()).sum();
    return pages.omitted() + counted - listed;
  }

  /** How many of the findings are damage; those that are not listed are of codes that are. */
  public long errors() {
    return pages.errors()
        + Trailer.finding(trailer, source.bolt()).stream().count()
        + store.stream()
            .flatMap(report -> report.findings().stream())
            .filter(finding -> finding.severity() == Severity.ERROR)
            .count();
  }

  private long warnings() {
    return findings().stream().filter(found -> found.severity() == Severity.WARNING).count();
  }

  @Override
  public String schema() {
    return "db.check/1";
  }

  @Override
  public void json(Json json) throws IOException {
    source.json(json);
    json.string("verdict", verdict())
        .number("errors", errors())
        .number("warnings", warnings())
        .string("trailer", Trailer.name(trailer))
        .number("pages_reached", pages.reachedPages())
        .number("elements", pages.elements());
    if (store.isPresent()) {
      json.number("key_records", store.get().records()).number("keys", store.get().keys());
    }
    json.number("findings_omitted", omitted());
    Findings.json(json, findings());
  }

  /** One word for scripts. */
  private String verdict() {
    if (errors() > 0) {
      return "damaged";
    }
    return warnings() > 0 ? "unusual" : "sound";
  }

  @Override
  public void page(Page page) {
    List<Finding> findings = findings();
    if (page.isTable()) {
      page.table(Findings.columns(), findings);
    }
    findings.forEach(finding -> Findings.draw(page, finding));
    if (omitted() > 0) {
      page.line("(" + Texts.count(omitted(), "more finding") + " of the same codes)");
    }
    page.line(sentence(page));
  }

  private String sentence(Page page) {
    String looked =
        Texts.count(pages.reachedPages(), "page")
            + " and "
            + Texts.count(pages.elements(), "element")
            + store
                .map(report ->
                    ", "
                        + Texts.count(report.records(), "revision record")
                        + " of "
                        + Texts.count(report.keys(), "key"))
                .orElse("; the store in them was not checked");
    String found = Texts.count(errors(), "error") + " and " + Texts.count(warnings(), "warning");
    return switch (verdict()) {
      case "damaged" -> page.paint().bad("damaged") + ": " + found + " in " + looked;
      case "unusual" -> page.paint().warn("no damage") + ": " + found + " in " + looked;
      default -> page.paint().good("sound") + ": nothing wrong in " + looked;
    };
  }
}
