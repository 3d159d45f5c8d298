package io.drydock.formats.datadir;

import java.io.IOException;
import java.nio.file.Path;

/** What was given is there, but is no member's data directory. The message says what is missing. */
public final class NotADataDirectoryException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient Path given;

  NotADataDirectoryException(Path given, String reason) {
    super(given + " is no etcd data directory: " + reason);
    this.given = given;
  }

  /** What was given. */
  public Path given() {
    return given;
  }
}
