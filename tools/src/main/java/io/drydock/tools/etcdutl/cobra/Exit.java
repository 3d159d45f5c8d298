package io.drydock.tools.etcdutl.cobra;

/** Ends the program with a message and a code. */
public final class Exit extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int code;

  /** Prints {@code Error:} and the message. */
  public Exit(int code, String message) {
    super(message);
    this.code = code;
  }

  /** What the shell gets. */
  public int code() {
    return code;
  }
}
