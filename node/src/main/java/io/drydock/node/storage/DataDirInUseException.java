package io.drydock.node.storage;

import java.io.IOException;
import java.nio.file.Path;

/** Another server runs on this data directory. */
final class DataDirInUseException extends IOException {

  private static final long serialVersionUID = 1L;

  DataDirInUseException(Path held) {
    super(held + ": in use by a running server; stop that one, or name another --data-dir");
  }
}
