package io.drydock.testdata.scenario;

import io.drydock.testdata.etcd.EtcdRelease;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A directory by name: {@code etcd-<version>-single} ({@link SingleDirectory}) or {@code
 * etcd-<version>-cluster3} ({@link ClusterDirectory}), and {@code prod-etcd-1} ({@link
 * TourDirectory}).
 */
record Case(EtcdRelease release, String story) {
  private static final String PREFIX = "etcd-";
  private static final String TOUR = "prod-etcd-1";

  /**
   * Parses a name.
   *
   * @throws IllegalArgumentException when there is no such case
   */
  static Case of(String name) {
    if (name.equals(TOUR)) {
      return new Case(EtcdRelease.V3_5_30, TOUR);
    }
    int dash = name.indexOf('-', PREFIX.length());
    if (!name.startsWith(PREFIX) || dash < 0) {
      throw new IllegalArgumentException("no such case: " + name);
    }
    return new Case(
        EtcdRelease.of(name.substring(PREFIX.length(), dash)), name.substring(dash + 1));
  }

  /** Writes it into an existing empty folder. */
  void write(Path folder, long seed) throws IOException {
    switch (story) {
      case "single" -> SingleDirectory.write(release, folder, seed);
      case "cluster3" -> ClusterDirectory.write(release, folder, seed);
      case TOUR -> TourDirectory.write(folder, seed);
      default -> throw new IllegalArgumentException("no such story: " + story);
    }
  }
}
