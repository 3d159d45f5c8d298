package io.drydock.tools.source;

import java.nio.file.Path;
import java.util.List;

/** A running server has the files that were to be replaced or copied. Nothing was changed. */
public final class HeldException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final String STOP = "; stop the member first. Nothing was changed";

  private static final String ASK =
      "; or use `etcdctl compaction`, `etcdctl defrag` and `etcdctl alarm disarm` on the running"
          + " one";

  /** Names the file that is held. */
  public HeldException(Path file) {
    this(file + ": a running server holds it" + STOP);
  }

  /** A server came while a database was replaced; the old file has its name again. */
  public HeldException(Path file, List<Long> processes) {
    this(
        file
            + ": opened meanwhile by process "
            + String.join(", ", processes.stream().map(String::valueOf).toList())
            + "; the old database is in its place again"
            + STOP
            + ASK);
  }

  private HeldException(String message) {
    super(message);
  }

  /** The same, for a command whose work a running server does when it is asked. */
  public HeldException orAsked() {
    return new HeldException(getMessage() + ASK);
  }
}
