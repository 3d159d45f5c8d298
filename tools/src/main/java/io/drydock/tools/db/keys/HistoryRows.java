package io.drydock.tools.db.keys;

import io.drydock.formats.Extent;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyHistory;
import io.drydock.formats.mvcc.KeyRecord;
import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.tools.db.command.KeyFacts;
import io.drydock.tools.db.command.Secrets;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Paint;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.RowStyle;
import io.drydock.tools.output.Texts;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The faces of a record in the history of a key.
 *
 * @param showsValues whether the values are printed too
 * @param secrets which of them are hidden
 */
record HistoryRows(boolean showsValues, Secrets secrets) {

  private static final int REVISION_COLUMNS = 12;

  RowStyle<KeyHistory.Item> style() {
    return new RowStyle<>("db.history/1", "records", columns(), this::line, this::json);
  }

  private List<Column<KeyHistory.Item>> columns() {
    List<Column<KeyHistory.Item>> columns = new ArrayList<>();
    columns.add(Column.right("REVISION", item -> record(item).revision().toString()));
    columns.add(Column.right("GENERATION", item -> Long.toString(item.generation())));
    columns.add(Column.left("WHAT", HistoryRows::what));
    columns.add(Column.left("FACTS", HistoryRows::facts));
    columns.add(
        Column.right("OFFSET", item -> "0x" + Long.toHexString(item.record().at().offset())));
    if (showsValues) {
      columns.add(Column.left("VALUE", this::value));
    }
    return columns;
  }

  private String line(KeyHistory.Item item, Paint paint) {
    String revision = record(item).revision().toString();
    String what = what(item);
    String start =
        " ".repeat(Math.max(0, REVISION_COLUMNS - revision.length()))
            + revision
            + "  "
            + (record(item) instanceof KeyRecord.Tombstone ? paint.warn(what) : what);
    String facts = facts(item);
    String value = value(item);
    return start
        + (facts.isEmpty() ? "" : "  " + paint.dim(facts))
        + (value.isEmpty() ? "" : "\n" + " ".repeat(REVISION_COLUMNS + 2) + value);
  }

  private static String what(KeyHistory.Item item) {
    return record(item) instanceof KeyRecord.Tombstone ? "delete" : "put";
  }

  private static String facts(KeyHistory.Item item) {
    return switch (record(item)) {
      case KeyRecord.Version version -> KeyRows.facts(version);
      case KeyRecord.Tombstone _ -> "";
    };
  }

  private String value(KeyHistory.Item item) {
    return switch (record(item)) {
      case KeyRecord.Version version when showsValues ->
          secrets.value(version.key(), version.value(), KeyRows.PREVIEW_BYTES);
      case KeyRecord.Version _, KeyRecord.Tombstone _ -> "";
    };
  }

  private void json(Json json, KeyHistory.Item item) throws IOException {
    KeyRecord record = record(item);
    Extent at = item.record().at();
    json.i64("main", record.revision().main())
        .i64("sub", record.revision().sub())
        .number("generation", item.generation())
        .string("what", what(item));
    if (record instanceof KeyRecord.Version version) {
      KeyFacts.json(json, version);
      if (showsValues) {
        secrets.json(json, version.key(), version.value());
      }
    }
    json.number("offset", at.offset()).number("length", at.length());
  }

  private static KeyRecord record(KeyHistory.Item item) {
    return item.record().value();
  }

  /**
   * What stands below the records.
   *
   * @param source the database
   * @param key whose history it is
   * @param bounds from where to where there is history at all
   * @param records how many records there are
   */
  record Summary(DbSource source, Bytes key, RevisionBounds bounds, long records)
      implements Report {

    @Override
    public String schema() {
      return "db.history/1";
    }

    @Override
    public void json(Json json) throws IOException {
      source.json(json);
      json.bytes("key", key)
          .number("count", records)
          .i64("compact_revision", bounds.compactRevision())
          .i64("revision", bounds.currentRevision());
    }

    @Override
    public void page(Page page) {
      String gone =
          bounds.compactRevision() == MetaState.NEVER_COMPACTED
              ? ""
              : "; older history was compacted at revision " + bounds.compactRevision();
      page.line("(" + Texts.count(records, "record") + " kept" + gone + ")");
    }
  }
}
