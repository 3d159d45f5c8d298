package io.drydock.tools.output;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A column of a text table.
 *
 * @param title upper case
 * @param form what is in it, and how it gives way on a narrow terminal
 * @param cell the text of the column for a row; of bars, as many blocks as the share asks for
 * @param <T> the row
 */
public record Column<T>(String title, Form form, Cell<T> cell) {

  private static final String[] EIGHTHS = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

  /** Kinds of columns. */
  enum Form {
    /** Words, to the left; they wrap where the terminal is narrow. */
    WORDS,
    /** Numbers, to the right. */
    NUMBERS,
    /** Words that are left out where the terminal is narrow. */
    MINOR_WORDS,
    /** Numbers that are left out where the terminal is narrow. */
    MINOR_NUMBERS,
    /** A bar, for a person at a terminal only. */
    BAR
  }

  /** Draws one cell in so many columns at most; only a bar depends on that. */
  @FunctionalInterface
  interface Cell<T> {
    /** The text. */
    String draw(T row, int columns);
  }

  /** A column of words. */
  public static <T> Column<T> left(String title, Function<T, String> cell) {
    return new Column<>(title, Form.WORDS, (row, columns) -> cell.apply(row));
  }

  /** A column of numbers. */
  public static <T> Column<T> right(String title, Function<T, String> cell) {
    return new Column<>(title, Form.NUMBERS, (row, columns) -> cell.apply(row));
  }

  /** A column of numbers that is left out, the last one first, where the terminal is narrow. */
  public static <T> Column<T> minor(String title, Function<T, String> cell) {
    return new Column<>(title, Form.MINOR_NUMBERS, (row, columns) -> cell.apply(row));
  }

  /** As {@link #minor}, of words. */
  public static <T> Column<T> minorWords(String title, Function<T, String> cell) {
    return new Column<>(title, Form.MINOR_WORDS, (row, columns) -> cell.apply(row));
  }

  /**
   * A column of bars without a title, drawn on a terminal only.
   *
   * @param share of the longest bar, 0 to 1
   */
  public static <T> Column<T> bar(ToDoubleFunction<T> share) {
    return new Column<>("", Form.BAR, (row, columns) -> bar(share.applyAsDouble(row), columns));
  }

  private static String bar(double share, int columns) {
    int eighths = (int) Math.round(share * columns * EIGHTHS.length);
    return "█".repeat(eighths / EIGHTHS.length) + EIGHTHS[eighths % EIGHTHS.length];
  }

  boolean isMinor() {
    return form == Form.MINOR_NUMBERS || form == Form.MINOR_WORDS;
  }

  boolean isRight() {
    return form == Form.NUMBERS || form == Form.MINOR_NUMBERS;
  }
}
