package io.drydock.tools.source;

/**
 * A running etcd changed the database while it was read, every time it was tried. Nothing can be
 * said about the file, neither its content nor whether it is sound.
 */
public final class ChangingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Names the file and the ways out. */
  public ChangingException(String file, int attempts) {
    this(file, "tried " + attempts + " times");
  }

  /** As the other, told how much was read in vain. */
  ChangingException(String file, long readBytes) {
    this(file, "read " + (readBytes >> 20) + " MiB of it in vain");
  }

  private ChangingException(String file, String tried) {
    super(
        file
            + ": the database is changing under the reader ("
            + tried
            + "); either take a snapshot with `etcdctl snapshot save FILE` and read that, or"
            + " stop this member and try again");
  }
}
