package io.drydock.node;

/**
 * The member is ending in order: what was asked for can no longer be served here. Nothing is wrong
 * with it; who waits is told that the server stops.
 */
public final class ClosingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With a sentence of its own. */
  public ClosingException() {
    super("the member is being stopped");
  }
}
