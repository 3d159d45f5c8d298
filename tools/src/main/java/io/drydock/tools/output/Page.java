package io.drydock.tools.output;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A text document under construction: headings, facts, tables, bars, sentences.
 *
 * <p>In {@link OutputFormat#table} form only the tables are kept, and they get borders.
 */
public final class Page {

  /** Longest cell; longer text is cut with an ellipsis. */
  private static final int MAX_CELL = 400;

  private static final int LABEL_COLUMNS = 18;
  private static final Character[] BORDERED = AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS;
  private static final Character[] OPEN = AsciiTable.NO_BORDERS;

  private final StringBuilder text = new StringBuilder();
  private final Paint paint;
  private final boolean tablesOnly;
  private final int columns;

  /** An empty page of this width. */
  public Page(Paint paint, boolean tablesOnly, int columns) {
    this.paint = paint;
    this.tablesOnly = tablesOnly;
    this.columns = columns;
  }

  /** Colour, or none. */
  public Paint paint() {
    return paint;
  }

  /** True when only tables are kept. */
  public boolean isTable() {
    return tablesOnly;
  }

  /** Width of a line, in characters. */
  public int columns() {
    return columns;
  }

  /** Starts a section. */
  public Page heading(String title) {
    if (!tablesOnly) {
      if (!text.isEmpty()) {
        text.append('\n');
      }
      text.append(paint.bold(title)).append('\n');
    }
    return this;
  }

  /** A labelled fact. */
  public Page fact(String label, String value) {
    if (!tablesOnly) {
      String gap = " ".repeat(Math.max(1, LABEL_COLUMNS - label.length()));
      text.append("  ").append(paint.dim(label)).append(gap).append(value).append('\n');
    }
    return this;
  }

  /** A line as it is. */
  public Page line(String line) {
    if (!tablesOnly) {
      text.append(line).append('\n');
    }
    return this;
  }

  /** A table; nothing at all when there are no rows. */
  public <T> Page table(List<Column<T>> columnsOfTable, List<T> rows) {
    if (rows.isEmpty()) {
      return this;
    }
    List<ColumnData<T>> data = new ArrayList<>();
    for (Column<T> column : columnsOfTable) {
      data.add(
          new com.github.freva.asciitable.Column()
              .header(column.title())
              .headerAlign(column.right() ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT)
              .dataAlign(column.right() ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT)
              .maxWidth(MAX_CELL, OverflowBehaviour.ELLIPSIS_RIGHT)
              .with(row -> column.cell().apply(row)));
    }
    String drawn =
        AsciiTable.builder()
            .border(tablesOnly ? BORDERED : OPEN)
            .lineSeparator("\n")
            .data(rows, data)
            .asString();
    text.append(drawn.lines().map(String::stripTrailing).collect(Collectors.joining("\n")));
    text.append('\n');
    return this;
  }

  /** All that was drawn. */
  @Override
  public String toString() {
    return text.toString();
  }
}
