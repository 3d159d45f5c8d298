package io.drydock.tools.cli;

import java.util.Optional;

/** The environment of the process. */
public final class Variables {

  private Variables() {}

  /** The variable of this name. */
  public static Optional<String> of(String name) {
    return Optional.ofNullable(System.getenv(name));
  }
}
