package io.drydock.tools;

/** What the user asked for makes no sense; the message names the flag and the value. */
public final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** One sentence, lower case: flag, value, what would be right. */
  public UsageException(String message) {
    super(message);
  }
}
