package io.drydock.formats;

import java.util.Objects;

/**
 * The bytes are there, but they are not what the format says.
 *
 * <p>Checked, and not an {@link java.io.IOException}: code that handles a missing file or a failing
 * disk can never mistake damage for it.
 */
public abstract sealed class FormatException extends Exception
    permits CorruptFileException, UnsupportedFormatException {

  private static final long serialVersionUID = 1L;

  private final transient Extent at;

  FormatException(Extent at, String message) {
    super(message);
    this.at = Objects.requireNonNull(at, "at");
  }

  /** Where the bytes lie. */
  public final Extent at() {
    return at;
  }
}
