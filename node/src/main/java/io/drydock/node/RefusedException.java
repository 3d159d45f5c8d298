package io.drydock.node;

import java.util.Objects;

/**
 * A request was refused for a reason that its sender is told. It changed nothing.
 *
 * <p>It costs no stack trace: a refusal is an answer, not a mistake of the program.
 */
public final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final EtcdError error;

  /** Refuses for this reason. */
  public RefusedException(EtcdError error) {
    super(Objects.requireNonNull(error, "error").text(), null, false, false);
    this.error = error;
  }

  /** The reason. */
  public EtcdError error() {
    return error;
  }
}
