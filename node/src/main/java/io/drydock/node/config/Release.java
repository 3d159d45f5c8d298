package io.drydock.node.config;

/** Which release of etcd the node stands for. */
public final class Release {
  /** As {@code /version}, status and member attributes say it. */
  public static final String ETCD = "3.5.30";

  private Release() {}

  /** What {@code --version} prints, in etcd's form. */
  static String describe() {
    return """
    etcd Version: %s
    Git SHA: Drydock
    Go Version: Java %s
    Go OS/Arch: linux/amd64
    """
        .formatted(ETCD, Runtime.version());
  }
}
