package io.drydock.node;

/**
 * The member cannot go on: an entry of the log that this release does not know, a store that cannot
 * be read or written, state that contradicts itself. Going on would make members differ, so the
 * process ends; what was acknowledged is in the log.
 */
public final class StopException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Stops for this reason, in words for the person on call. */
  public StopException(String reason) {
    super(reason);
  }

  /** Stops because of a failure. */
  public StopException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
