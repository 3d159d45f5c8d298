package io.drydock.tools.output;

import com.github.freva.asciitable.OverflowBehaviour;
import io.drydock.tools.output.Column.Form;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which columns of a table are drawn, and how wide.
 *
 * <p>Without a terminal all are, as wide as their texts, and no bars. On a terminal that is too
 * narrow minor columns are left out, the last one first, then words wrap, the widest first; where
 * that is not enough, other columns are left out, the last one first, but never the first two.
 *
 * @param placed the columns that are drawn
 * @param leftOut titles of the others
 */
record TableFit<T>(List<Placed<T>> placed, List<String> leftOut) {

  /** Longest cell; longer text is cut with an ellipsis. */
  private static final int MAX_CELL = 400;

  private static final int MARGIN = 1;
  private static final int GAP = 2;
  private static final int MIN_BAR = 10;
  private static final int MAX_BAR = 24;
  private static final int MIN_WORDS = 12;
  private static final int KEPT_COLUMNS = 2;

  /**
   * A column in its place.
   *
   * @param columns its width at most, blanks on both sides included
   */
  record Placed<T>(Column<T> column, int columns, OverflowBehaviour overflow) {

    String text(T row) {
      return column.cell().draw(row, columns - GAP);
    }
  }

  static <T> TableFit<T> of(List<Column<T>> columns, List<T> rows, OptionalInt terminal) {
    List<Wide<T>> wide = new ArrayList<>();
    for (Column<T> column : columns) {
      if (column.form() != Form.BAR || terminal.isPresent()) {
        wide.add(new Wide<>(column, naturalWidth(column, rows)));
      }
    }
    List<String> leftOut = new ArrayList<>();
    if (terminal.isPresent()) {
      leaveOut(wide, terminal.getAsInt(), leftOut);
      squeeze(wide, terminal.getAsInt());
      while (wide.size() > KEPT_COLUMNS && total(wide) > terminal.getAsInt()) {
        leftOut.addFirst(wide.removeLast().column.title());
      }
      stretchBars(wide, terminal.getAsInt());
    }
    List<Placed<T>> placed = wide.stream().map(each -> each.placed(rows)).toList();
    return new TableFit<>(placed, leftOut);
  }

  /** A column and the width that it is to get. */
  private static final class Wide<T> {
    private final Column<T> column;
    private int columns;

    Wide(Column<T> column, int columns) {
      this.column = column;
      this.columns = columns;
    }

    Placed<T> placed(List<T> rows) {
      boolean isSqueezed = columns < naturalWidth(column, rows);
      return new Placed<>(
          column,
          columns + GAP, // the library counts the blanks on both sides in
          isSqueezed ? OverflowBehaviour.NEWLINE : OverflowBehaviour.ELLIPSIS_RIGHT);
    }
  }

  private static <T> int naturalWidth(Column<T> column, List<T> rows) {
    if (column.form() == Form.BAR) {
      return MIN_BAR;
    }
    int widest =
        rows.stream()
            .flatMap(row -> column.cell().draw(row, MAX_CELL).lines())
            .mapToInt(String::length)
            .max()
            .orElse(0);
    return Math.clamp(Math.max(widest, column.title().length()), 1, MAX_CELL);
  }

  private static <T> int total(List<Wide<T>> wide) {
    return MARGIN + wide.stream().mapToInt(each -> each.columns + GAP).sum() - GAP;
  }

  private static <T> void leaveOut(List<Wide<T>> wide, int terminal, List<String> leftOut) {
    for (int i = wide.size() - 1; i >= 0 && total(wide) > terminal; i--) {
      if (wide.get(i).column.isMinor()) {
        leftOut.addFirst(wide.remove(i).column.title());
      }
    }
    if (total(wide) > terminal) {
      wide.removeIf(each -> each.column.form() == Form.BAR);
    }
  }

  private static <T> void squeeze(List<Wide<T>> wide, int terminal) {
    while (total(wide) > terminal) {
      Optional<Wide<T>> widest =
          wide.stream()
              .filter(each -> each.column.form() == Form.WORDS && each.columns > MIN_WORDS)
              .max(Comparator.comparingInt(each -> each.columns));
      if (widest.isEmpty()) {
        return; // the terminal itself will have to break the lines
      }
      widest.get().columns--;
    }
  }

  private static <T> void stretchBars(List<Wide<T>> wide, int terminal) {
    int room = terminal - total(wide);
    for (Wide<T> each : wide) {
      if (each.column.form() == Form.BAR) {
        each.columns = Math.min(MAX_BAR, each.columns + Math.max(0, room));
      }
    }
  }
}
