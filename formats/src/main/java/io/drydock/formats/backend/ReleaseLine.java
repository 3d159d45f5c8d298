package io.drydock.formats.backend;

import java.util.Optional;

/** The release lines of etcd whose files are known. */
public enum ReleaseLine {
  /** Knows neither {@code term} nor {@code confState} in bucket {@code meta}. */
  V3_4(4),
  /** Writes {@code term} with every applied entry. */
  V3_5(5),
  /** Writes {@code storageVersion} soon after the cluster version is 3.6. */
  V3_6(6),
  /** As 3.6, with its own number. */
  V3_7(7);

  private static final int MAJOR = 3;

  private final int minor;

  ReleaseLine(int minor) {
    this.minor = minor;
  }

  /** The line that a release belongs to, empty for a release outside of 3.4 to 3.7. */
  public static Optional<ReleaseLine> of(EtcdVersion version) {
    for (ReleaseLine line : values()) {
      if (version.major() == MAJOR && version.minor() == line.minor) {
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  /** {@code 3.5}. */
  @Override
  public String toString() {
    return MAJOR + "." + minor;
  }
}
