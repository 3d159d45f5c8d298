package io.drydock.tools.output;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A text document under construction: headings, facts, tables, bars, sentences.
 *
 * <p>In {@link OutputFormat#table} form the tables get borders and only they are kept; a document
 * without any is drawn as text, so that no answer is empty.
 */
public final class Page {

  private static final int LABEL_COLUMNS = 18;
  private static final Character[] BORDERED = AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS;
  private static final Character[] OPEN = AsciiTable.NO_BORDERS;

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder tables = new StringBuilder();
  private final Paint paint;
  private final boolean tablesOnly;
  private final OptionalInt columns;

  /**
   * An empty page.
   *
   * @param columns of the terminal that a person reads it on; empty for files and programs, which
   *     get every column and no line broken
   */
  Page(Paint paint, boolean tablesOnly, OptionalInt columns) {
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

  /** False where a line of so many columns is longer than the terminal. */
  public boolean fits(int width) {
    return columns.isEmpty() || width <= columns.getAsInt();
  }

  /** Starts a section. */
  public Page heading(String title) {
    if (!text.isEmpty()) {
      text.append('\n');
    }
    text.append(paint.bold(title)).append('\n');
    return this;
  }

  /** A labelled fact. */
  public Page fact(String label, String value) {
    String gap = " ".repeat(Math.max(1, LABEL_COLUMNS - label.length()));
    String margin = " ".repeat(LABEL_COLUMNS + 2);
    String first = "  " + paint.dim(label) + gap;
    for (String line : value.split("\n", -1)) {
      append(first + line, margin.length());
      first = margin;
    }
    return this;
  }

  /** A line; a longer one than the terminal is broken between words. */
  public Page line(String line) {
    return line(line, (int) line.chars().takeWhile(c -> c == ' ').count());
  }

  /** As {@link #line(String)}, with what follows on further lines moved in. */
  public Page line(String line, int hanging) {
    append(line, hanging);
    return this;
  }

  private void append(String line, int hanging) {
    text.append(columns.isPresent() ? Wrap.lines(line, columns.getAsInt(), hanging) : line);
    text.append('\n');
  }

  /** A table; nothing at all when there are no rows. */
  public <T> Page table(List<Column<T>> columnsOfTable, List<T> rows) {
    if (rows.isEmpty()) {
      return this;
    }
    TableFit<T> fit = TableFit.of(columnsOfTable, rows, tablesOnly ? OptionalInt.empty() : columns);
    List<ColumnData<T>> data = new ArrayList<>();
    for (TableFit.Placed<T> placed : fit.placed()) {
      HorizontalAlign align =
          placed.column().isRight() ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT;
      data.add(
          new com.github.freva.asciitable.Column()
              .header(placed.column().title())
              .headerAlign(align)
              .dataAlign(align)
              .maxWidth(placed.columns(), placed.overflow())
              .with(placed::text));
    }
    String drawn =
        AsciiTable.builder()
            .border(tablesOnly ? BORDERED : OPEN)
            .lineSeparator("\n")
            .data(rows, data)
            .asString();
    List<String> lines = drawn.lines().map(String::stripTrailing).toList();
    StringBuilder into = tablesOnly ? tables : text;
    into.append(tablesOnly ? lines.getFirst() : paint.dim(lines.getFirst())).append('\n');
    lines.stream().skip(1).forEach(line -> into.append(line).append('\n'));
    if (!fit.leftOut().isEmpty()) {
      line(paint.dim(" for lack of room without " + String.join(", ", fit.leftOut())));
    }
    return this;
  }

  /** The tables alone, where only they are kept. */
  String tables() {
    return tables.toString();
  }

  /** All that was drawn and is kept. */
  @Override
  public String toString() {
    return tables.isEmpty() ? text.toString() : tables();
  }
}
