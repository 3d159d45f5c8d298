package io.drydock.formats;

/** The file is of a version or kind that this code does not know; it may be perfectly sound. */
public final class UnsupportedFormatException extends FormatException {

  private static final long serialVersionUID = 1L;

  /**
   * Names what was met and what would be understood.
   *
   * @param at the bytes that say so
   * @param what the field: {@code "bbolt version"}
   * @param found its value
   * @param supported the values that are understood
   */
  public UnsupportedFormatException(Extent at, String what, String found, String supported) {
    super(
        at,
        what + " " + found + " is not supported (supported: " + supported + ")",
        what + " " + found + " at " + at + " is not supported (supported: " + supported + ")");
  }
}
