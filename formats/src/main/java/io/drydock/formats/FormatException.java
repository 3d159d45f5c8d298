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
  private final String problem;

  FormatException(Extent at, String problem, String message) {
    super(message);
    this.at = Objects.requireNonNull(at, "at");
    this.problem = problem;
  }

  /** The message without the place, as a {@link Finding} wants it. */
  public final String problem() {
    return problem;
  }

  /** Where the bytes lie. */
  public final Extent at() {
    return at;
  }
}
