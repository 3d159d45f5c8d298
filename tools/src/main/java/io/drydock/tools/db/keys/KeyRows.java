package io.drydock.tools.db.keys;

import io.drydock.formats.mvcc.KeyRecord;
import io.drydock.tools.db.command.KeyFacts;
import io.drydock.tools.db.command.Secrets;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Paint;
import io.drydock.tools.output.RowStyle;
import io.drydock.tools.output.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The faces of a living key.
 *
 * @param detail how much of it is shown
 * @param secrets which values are hidden
 */
record KeyRows(Detail detail, Secrets secrets) {

  /** Longest value on the one line of a listing. */
  static final int PREVIEW_BYTES = 200;

  /** How much of a key is shown. */
  enum Detail {
    /** Its name alone. */
    NAMES,
    /** Name, revisions, version, lease, size. */
    FACTS,
    /** Facts and the beginning of the value. */
    PREVIEWS,
    /** Facts and the whole value. */
    VALUES
  }

  /** The style of rows that stand in the field {@code kvs} of this document. */
  RowStyle<KeyRecord.Version> style(String schema) {
    return new RowStyle<>(schema, "kvs", columns(), this::line, this::json);
  }

  private List<Column<KeyRecord.Version>> columns() {
    List<Column<KeyRecord.Version>> columns = new ArrayList<>();
    columns.add(Column.left("KEY", row -> Texts.quoted(row.key())));
    if (detail != Detail.NAMES) {
      columns.add(Column.right("REVISION", row -> Long.toString(row.revision().main())));
      columns.add(Column.right("CREATED", row -> Long.toString(row.createRevision())));
      columns.add(Column.right("VERSION", row -> Long.toString(row.keyVersion())));
      columns.add(Column.left("LEASE", row -> lease(row.lease())));
      columns.add(Column.right("BYTES", row -> Texts.count(row.value().length())));
    }
    if (detail.compareTo(Detail.PREVIEWS) >= 0) {
      columns.add(Column.left("VALUE", this::preview));
    }
    return columns;
  }

  private static String lease(long id) {
    return id == 0 ? "-" : Long.toHexString(id);
  }

  private String line(KeyRecord.Version row, Paint paint) {
    String key = Texts.quoted(row.key());
    String facts = paint.dim("rev " + row.revision().main() + "  " + facts(row));
    return switch (detail) {
      case NAMES -> key;
      case FACTS -> key + "  " + facts;
      case PREVIEWS -> key + "  " + facts + "\n    " + preview(row);
      case VALUES -> key + "  " + facts + "\n" + value(row);
    };
  }

  /** The numbers of a version in words, without its own revision. */
  static String facts(KeyRecord.Version row) {
    String lease = row.lease() == 0 ? "" : "  lease " + lease(row.lease());
    return "created %d  version %d  %s%s"
        .formatted(
            row.createRevision(), row.keyVersion(), Texts.bytes(row.value().length()), lease);
  }

  private String preview(KeyRecord.Version row) {
    return secrets.value(row.key(), row.value(), PREVIEW_BYTES);
  }

  private String value(KeyRecord.Version row) {
    return secrets.hides(row.key()) ? preview(row) : Texts.block(row.value());
  }

  private void json(Json json, KeyRecord.Version row) throws IOException {
    json.bytes("key", row.key());
    if (detail != Detail.NAMES) {
      KeyFacts.json(json, row);
    }
    if (detail.compareTo(Detail.PREVIEWS) >= 0) {
      secrets.json(json, row.key(), row.value());
    }
  }
}
