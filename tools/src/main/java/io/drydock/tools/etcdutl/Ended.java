package io.drydock.tools.etcdutl;

/** Ends the run where etcdutl ends in its log: all is said already. */
final class Ended extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Code of Go's fatal log line. */
  static final int FATAL = 1;

  /** Code of Go's panic. */
  static final int PANIC = 2;

  private final int code;

  Ended(int code, String message) {
    super(message);
    this.code = code;
  }

  int code() {
    return code;
  }
}
