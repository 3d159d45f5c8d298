package io.drydock.formats;

import java.util.Objects;

/**
 * Something that a check found: damage as data.
 *
 * @param code stable upper-case name, such as {@code WAL-CRC}; scripts may match on it
 * @param severity how much it matters
 * @param at the evidence
 * @param message one sentence, lower case, without the place: what is wrong, expected against found
 */
public record Finding(String code, Severity severity, Extent at, String message) {

  /** All parts are required. */
  public Finding {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(message, "message");
  }
}
