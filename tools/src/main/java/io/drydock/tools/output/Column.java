package io.drydock.tools.output;

import java.util.function.Function;

/**
 * A column of a text table.
 *
 * @param title upper case
 * @param right numbers stand right-aligned
 * @param cell the text of the column for a row
 * @param <T> the row
 */
public record Column<T>(String title, boolean right, Function<T, String> cell) {

  /** A column of words. */
  public static <T> Column<T> left(String title, Function<T, String> cell) {
    return new Column<>(title, false, cell);
  }

  /** A column of numbers. */
  public static <T> Column<T> right(String title, Function<T, String> cell) {
    return new Column<>(title, true, cell);
  }
}
