package io.drydock.formats;

import java.util.Objects;

/**
 * A decoded value together with the bytes that it was decoded from.
 *
 * @param at the bytes, frame and padding included
 * @param value what they mean
 * @param <T> the decoded type
 */
public record Located<T>(Extent at, T value) {

  /** Both parts are required. */
  public Located {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(value, "value");
  }
}
