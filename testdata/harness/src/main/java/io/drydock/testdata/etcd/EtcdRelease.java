package io.drydock.testdata.etcd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The etcd releases that {@code testdata/fetch-etcd} fetches, and where their programs are. */
public enum EtcdRelease {
  /** Debian bookworm: v2 API by default, plain-text log, no etcdutl. */
  V3_4_23("3.4.23"),
  /** Debian trixie: an early 3.5 that never overwrites the {@code members} bucket. */
  V3_5_16("3.5.16"),
  /** Debian sid: a late 3.5. */
  V3_5_30("3.5.30");

  private final String version;

  EtcdRelease(String version) {
    this.version = version;
  }

  /**
   * The release of this version.
   *
   * @param version such as {@code 3.5.30}
   * @throws IllegalArgumentException when it is none of these
   */
  public static EtcdRelease of(String version) {
    return Stream.of(values())
        .filter(release -> release.version.equals(version))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such etcd release: " + version));
  }

  /** The version as etcd prints it, such as {@code 3.5.30}. */
  public String version() {
    return version;
  }

  /** Whether this is etcd 3.4, which has no etcdutl, no auth status and no storage fields. */
  public boolean is34() {
    return this == V3_4_23;
  }

  /**
   * The server.
   *
   * @throws IllegalStateException when it has not been fetched
   */
  public Path etcd() {
    return program("etcd");
  }

  /**
   * The client tool.
   *
   * @throws IllegalStateException when it has not been fetched
   */
  public Path etcdctl() {
    return program("etcdctl");
  }

  /**
   * The offline tool; empty for 3.4, where etcdctl does its work.
   *
   * @throws IllegalStateException when it has not been fetched
   */
  public Optional<Path> etcdutl() {
    return is34() ? Optional.empty() : Optional.of(program("etcdutl"));
  }

  private Path program(String name) {
    var path = cache().resolve("etcd").resolve(version).resolve(name);
    if (!Files.isExecutable(path)) {
      throw new IllegalStateException(
          "etcd " + version + ": " + path + " is missing: run testdata/fetch-etcd");
    }
    return path;
  }

  /** The same place as in the script: DRYDOCK_CACHE, else XDG_CACHE_HOME/drydock, else ~/.cache. */
  private static Path cache() {
    return variable("DRYDOCK_CACHE")
        .or(() -> variable("XDG_CACHE_HOME").map(home -> home.resolve("drydock")))
        .orElseGet(() -> Path.of(System.getenv("HOME"), ".cache", "drydock"));
  }

  private static Optional<Path> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(v -> !v.isEmpty()).map(Path::of);
  }

  @Override
  public String toString() {
    return "etcd " + version;
  }
}
