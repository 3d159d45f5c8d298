package io.drydock.tools.fsck.catalogue;

import java.util.Locale;
import java.util.Objects;

/**
 * Whether data that a client was told is safe may be lost.
 *
 * @param answer yes, no or not known
 * @param reason why, in a part of a sentence
 */
public record Loss(Answer answer, String reason) {

  /** The answer; worse is later. */
  public enum Answer {
    /** Nothing that was acknowledged is lost. */
    NO,
    /** The files alone do not tell. */
    UNKNOWN,
    /** Something that was acknowledged is lost, or will be. */
    YES;

    /** In JSON and in the catalogue. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Both parts are required. */
  public Loss {
    Objects.requireNonNull(answer, "answer");
    Objects.requireNonNull(reason, "reason");
  }
}
