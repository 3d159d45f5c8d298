package io.drydock.formats.apply;

import java.util.Objects;

/** What became of a committed entry. Whatever it was, the consistent index moves over it. */
public sealed interface Outcome {

  /** It was done; it may have found nothing to change. */
  record Done() implements Outcome {}

  /** A read, a login, a leader's first entry: nothing of it is stored. */
  record NoEffect() implements Outcome {}

  /**
   * It failed on every member alike.
   *
   * @param reason why
   */
  record Refused(Refusal reason) implements Outcome {

    /** The reason is required. */
    public Refused {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** It is in the backend already; only what lies outside of it was brought along. */
  record AppliedBefore() implements Outcome {}
}
