package io.drydock.node.config;

/** What was asked for cannot be done; the message is for the operator, with etcd's own words. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A command line that cannot be read, as Go's flag package ends it. */
  public static final int USAGE = 2;

  /** Settings that cannot be, as etcd ends it. */
  public static final int REFUSED = 1;

  private final int exitCode;

  private ConfigException(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  static ConfigException usage(String message) {
    return new ConfigException(message, USAGE);
  }

  static ConfigException refused(String message) {
    return new ConfigException(message, REFUSED);
  }

  /** What the process is to end with. */
  public int exitCode() {
    return exitCode;
  }
}
