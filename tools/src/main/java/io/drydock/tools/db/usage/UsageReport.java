package io.drydock.tools.db.usage;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.usage.KeyUsage;
import io.drydock.formats.mvcc.usage.PrefixUsage;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What fills a database.
 *
 * @param source the database
 * @param usage what fills it
 * @param form how it is shown
 */
record UsageReport(DbSource source, Usage usage, Form form) implements Report {

  private static final int KEY_PREVIEW_BYTES = 100;

  /**
   * How usage is shown.
   *
   * @param sort order of the prefixes
   * @param limit prefixes to show, 0 for all
   */
  record Form(UsageSort sort, int limit) {}

  @Override
  public String schema() {
    return "db.du/1";
  }

  @Override
  public void json(Json json) throws IOException {
    source.json(json);
    json.number("size_bytes", source.fileBytes())
        .object("after_defrag", each -> each.number("size_bytes", forecast().afterDefrag()))
        .object(
            "after_compaction_and_defrag",
            each -> {
              each.i64("revision", usage.compactRevision())
                  .number("dropped_records", forecast().droppedRecords())
                  .number("size_bytes", forecast().afterCompaction());
            })
        .object("total", each -> numbers(each, usage.keys().total()))
        .number("prefix_count", usage.keys().prefixes().size())
        .objects(
            "prefixes",
            shown(),
            (each, row) -> {
              each.bytes("prefix", row.prefix());
              numbers(each, row);
            });
    List<PrefixUsage> rest = rest();
    if (!rest.isEmpty()) {
      json.object("rest", each -> numbers(each, sum(rest)));
    }
    json.objects(
        "largest_keys",
        usage.keys().topKeys(),
        (each, key) -> {
          each.bytes("key", key.key())
              .number("records", key.records())
              .number("bytes", key.bytes())
              .bool("alive", key.isAlive());
        });
  }

  private static void numbers(Json json, PrefixUsage row) throws IOException {
    json.number("live_keys", row.liveKeys())
        .number("live_bytes", row.liveBytes())
        .number("history_revisions", row.historyRevisions())
        .number("tombstones", row.tombstones())
        .number("history_bytes", row.historyBytes())
        .number("leased_keys", row.leasedKeys())
        .number("mean_value_bytes", row.meanValueBytes())
        .number("max_value_bytes", row.maxValueBytes())
        .i64("last_revision", row.lastRevision());
  }

  @Override
  public void page(Page page) {
    List<PrefixUsage> rows = new ArrayList<>(shown());
    List<PrefixUsage> rest = rest();
    page.table(columns(), rows);
    if (!rest.isEmpty()) {
      PrefixUsage sum = sum(rest);
      page.line(
          "and %s more: %s live, %s history (--limit 0 shows all)"
              .formatted(
                  Texts.count(rest.size()) + (rest.size() == 1 ? " prefix" : " prefixes"),
                  Texts.bytes(sum.liveBytes()),
                  Texts.bytes(sum.historyBytes())));
    }
    page.heading("Largest keys");
    page.table(
        List.of(
            Column.right("BYTES", key -> Texts.bytes(key.bytes())),
            Column.right("RECORDS", key -> Texts.count(key.records())),
            Column.left("KEY", UsageReport::keyText)),
        usage.keys().topKeys());
    drawForecast(page);
  }

  private static String keyText(KeyUsage key) {
    String state = key.isAlive() ? "" : " (deleted)";
    return Texts.preview(key.key(), KEY_PREVIEW_BYTES) + state;
  }

  private void drawForecast(Page page) {
    long size = source.fileBytes();
    page.heading("The file");
    page.fact("now", Texts.exactBytes(size));
    page.fact("after defrag", saving(forecast().afterDefrag(), size));
    page.fact(
        "after compaction",
        saving(forecast().afterCompaction(), size)
            + ", at revision "
            + usage.compactRevision()
            + " and defragmented: "
            + Texts.count(forecast().droppedRecords(), "record")
            + " go");
  }

  private static String saving(long after, long now) {
    return Texts.exactBytes(after) + ", " + Texts.share(after, now) + " of now";
  }

  private List<Column<PrefixUsage>> columns() {
    List<Column<PrefixUsage>> columns = new ArrayList<>();
    columns.add(Column.left("PREFIX", row -> name(row.prefix())));
    columns.add(Column.right("LIVE KEYS", row -> Texts.count(row.liveKeys())));
    columns.add(Column.right("LIVE", row -> Texts.bytes(row.liveBytes())));
    columns.add(Column.minor("REVISIONS", row -> Texts.count(row.historyRevisions())));
    columns.add(Column.minor("TOMBSTONES", row -> Texts.count(row.tombstones())));
    columns.add(Column.right("HISTORY", row -> Texts.bytes(row.historyBytes())));
    columns.add(Column.minor("LEASED", row -> Texts.count(row.leasedKeys())));
    columns.add(Column.minor("MEAN", row -> Texts.bytes(row.meanValueBytes())));
    columns.add(Column.minor("MAX", row -> Texts.bytes(row.maxValueBytes())));
    columns.add(Column.minor("LAST REV", row -> Long.toString(row.lastRevision())));
    if (form.sort() != UsageSort.name) {
      long most = shown().stream().mapToLong(form.sort()::measure).max().orElse(0);
      columns.add(Column.bar(row -> most == 0 ? 0 : (double) form.sort().measure(row) / most));
    }
    return columns;
  }

  private static String name(Bytes prefix) {
    return prefix.isEmpty() ? "(no prefix)" : Texts.quoted(prefix);
  }

  private List<PrefixUsage> sorted() {
    return usage.keys().prefixes().stream().sorted(form.sort().order()).toList();
  }

  private List<PrefixUsage> shown() {
    List<PrefixUsage> all = sorted();
    return form.limit() == 0 || all.size() <= form.limit() ? all : all.subList(0, form.limit());
  }

  /** What is not shown: prefixes beyond the limit, and those that were too many to tell apart. */
  private List<PrefixUsage> rest() {
    List<PrefixUsage> rest =
        new ArrayList<>(sorted().subList(shown().size(), usage.keys().prefixes().size()));
    usage.keys().others().ifPresent(rest::add);
    return rest;
  }

  private static PrefixUsage sum(List<PrefixUsage> rows) {
    return new PrefixUsage(
        Bytes.EMPTY,
        rows.stream().mapToLong(PrefixUsage::liveKeys).sum(),
        rows.stream().mapToLong(PrefixUsage::liveBytes).sum(),
        rows.stream().mapToLong(PrefixUsage::historyRevisions).sum(),
        rows.stream().mapToLong(PrefixUsage::tombstones).sum(),
        rows.stream().mapToLong(PrefixUsage::historyBytes).sum(),
        rows.stream().mapToLong(PrefixUsage::leasedKeys).sum(),
        rows.stream().mapToLong(PrefixUsage::valueBytes).sum(),
        rows.stream().mapToLong(PrefixUsage::maxValueBytes).max().orElse(0),
        rows.stream().mapToLong(PrefixUsage::lastRevision).max().orElse(0));
  }

  private SizeForecast forecast() {
    return usage.forecast();
  }
}
