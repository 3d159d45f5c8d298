package io.drydock.tools.wal.dump;

import io.drydock.tools.output.Column;
import io.drydock.tools.output.RowStyle;
import java.util.List;

/** The faces of a dump. */
public final class DumpRows {

  /** Name and version of the JSON. */
  static final String SCHEMA = "wal.dump/1";

  private DumpRows() {}

  /** The style of its rows. */
  public static RowStyle<DumpRow> style(Shown shown) {
    var text = new RecordText(shown);
    var json = new RecordJson(shown);
    return new RowStyle<>(SCHEMA, "records", columns(text), text::line, json::write);
  }

  private static List<Column<DumpRow>> columns(RecordText text) {
    return List.of(
        Column.left("SEGMENT", DumpRow::segment),
        Column.right("OFFSET", row -> "0x" + Long.toHexString(row.at().offset())),
        Column.right("LENGTH", row -> Long.toString(row.at().length())),
        Column.left("KIND", RecordText::kind),
        Column.right(
            "TERM", row -> row instanceof DumpRow.Entry e ? unsigned(e.entry().term()) : "-"),
        Column.right(
            "INDEX", row -> row instanceof DumpRow.Entry e ? unsigned(e.entry().index()) : "-"),
        Column.left("FATE", row -> row instanceof DumpRow.Entry e ? RecordText.fate(e) : "-"),
        Column.left("DETAIL", text::detail));
  }

  private static String unsigned(long number) {
    return Long.toUnsignedString(number);
  }
}
