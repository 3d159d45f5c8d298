package io.drydock.tools.wal.dump;

import io.drydock.tools.UsageException;

/**
 * A range of unsigned numbers, both ends in it.
 *
 * @param from the smallest
 * @param to the largest
 */
public record Bounds(long from, long to) {

  /** All numbers. */
  public static final Bounds ALL = new Bounds(0, -1);

  /**
   * Reads {@code A}, {@code A:B}, {@code A:} or {@code :B}.
   *
   * @param option what a failure names
   * @throws UsageException when it is none of these
   */
  public static Bounds parse(String option, String text) {
    int colon = text.indexOf(':');
    try {
      long from =
          colon == 0 ? 0 : Long.parseUnsignedLong(colon < 0 ? text : text.substring(0, colon));
      if (colon < 0) {
        return new Bounds(from, from);
      }
      String end = text.substring(colon + 1);
      var bounds = new Bounds(from, end.isEmpty() ? -1 : Long.parseUnsignedLong(end));
      if (text.length() > 1 && Long.compareUnsigned(bounds.from, bounds.to) <= 0) {
        return bounds;
      }
    } catch (NumberFormatException noNumber) {
      throw wrong(option, text);
    }
    throw wrong(option, text);
  }

  private static UsageException wrong(String option, String text) {
    return new UsageException(
        option + " " + text + ": expected A, A:B, A: or :B with numbers A <= B");
  }

  boolean holds(long number) {
    return Long.compareUnsigned(from, number) <= 0 && Long.compareUnsigned(number, to) <= 0;
  }
}
