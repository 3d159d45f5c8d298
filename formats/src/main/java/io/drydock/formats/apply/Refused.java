package io.drydock.formats.apply;

/** A request ends here, with nothing changed. */
final class Refused extends Exception {

  private static final long serialVersionUID = 1L;

  private final Refusal reason;

  Refused(Refusal reason) {
    super(reason.text(), null, false, false); // no stack: an answer, not a failure
    this.reason = reason;
  }

  Refusal reason() {
    return reason;
  }
}
