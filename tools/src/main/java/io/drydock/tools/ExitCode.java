package io.drydock.tools;

/** How a run ended, as the shell sees it. Part of the command line's contract. */
public enum ExitCode {
  /** Done, and nothing to report. */
  OK(0),
  /** Done, and there are findings or differences. */
  FINDINGS(1),
  /** The command line itself is wrong; nothing was read. */
  USAGE(2),
  /** A file or a disk failed, or is not there. */
  IO(3),
  /** Sound as far as can be told, but of a version or kind that is not supported. */
  UNSUPPORTED(4),
  /** A running server is in the way: it changes what is read, or holds what would be replaced. */
  CHANGING(5),
  /** A bug of ours. */
  BUG(70);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number for {@link System#exit}. */
  public int code() {
    return code;
  }
}
