package io.drydock.tools.source;

import java.nio.file.Path;

/** Where what is temporary goes when the user names no place. */
public final class Scratch {

  private Scratch() {}

  /** The folder for temporary files; {@code -Djava.io.tmpdir} in DRYDOCK_JAVA_OPTS moves it. */
  public static Path folder() {
    return Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
  }
}
