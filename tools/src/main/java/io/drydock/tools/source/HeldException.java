package io.drydock.tools.source;

import java.nio.file.Path;
import java.util.List;

/** A running server has the files that were to be replaced or copied. Nothing was changed. */
public final class HeldException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final String WAYS =
      "; stop the member first, or use `etcdctl compaction`, `etcdctl defrag` and `etcdctl alarm"
          + " disarm` on the running one. Nothing was changed";

  /** Names the file that is held. */
  public HeldException(Path file) {
    super(file + ": a running server holds it" + WAYS);
  }

  /** A server came while the work was done; the old file has its name again. */
  public HeldException(Path file, List<Long> processes) {
    super(
        file
            + ": opened meanwhile by process "
            + String.join(", ", processes.stream().map(String::valueOf).toList())
            + "; the old database is in its place again"
            + WAYS);
  }
}
