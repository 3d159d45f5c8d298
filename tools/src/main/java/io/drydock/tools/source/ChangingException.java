package io.drydock.tools.source;

/**
 * A running server changed a file while it was read, every time it was tried. Nothing can be said
 * about the file, neither its content nor whether it is sound.
 */
public final class ChangingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Of a database: names the file and the ways out. */
  public ChangingException(String file, int attempts) {
    this(file, "database", "tried " + attempts + " times");
  }

  /** As the other, told how much was read in vain. */
  ChangingException(String file, long readBytes) {
    this(file, "database", "read " + (readBytes >> 20) + " MiB of it in vain");
  }

  private ChangingException(String file, String what, String tried) {
    super(
        "%s: the %s is changing under the reader (%s); either take a snapshot with"
                .formatted(file, what, tried)
            + " `etcdctl snapshot save FILE` and read that, or stop this member and try again");
  }

  /**
   * Of a log.
   *
   * @param folder of its segments
   */
  public static ChangingException ofLog(String folder) {
    return new ChangingException(folder, "log", "tried once");
  }
}
