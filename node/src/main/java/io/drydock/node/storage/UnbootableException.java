package io.drydock.node.storage;

/**
 * A member cannot start on what it found, and starting all the same could lose or fork data. The
 * message is one sentence that says what is wrong and which tool looks into it.
 */
public final class UnbootableException extends Exception {

  private static final long serialVersionUID = 1L;

  /** With the whole sentence. */
  public UnbootableException(String sentence) {
    super(sentence);
  }

  /** With what was found. */
  public UnbootableException(String sentence, Exception cause) {
    super(sentence, cause);
  }
}
