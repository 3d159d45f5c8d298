package io.drydock.tools.etcdutl;

import io.drydock.formats.backend.ReleaseLine;
import java.util.Optional;
import java.util.stream.Stream;

/** Which etcdutl is spoken; they differ in a few places. */
enum Release {
  /** Debian trixie's: frames of tables in ASCII, no {@code check}. */
  V3_5_16("3.5.16"),
  /** Debian sid's. */
  V3_5_30("3.5.30"),
  /** As 3.5.30, and {@code hashkv} and {@code migrate} of 3.6 beside; what is spoken unasked. */
  ALL("3.5.30");

  private final String version;

  Release(String version) {
    this.version = version;
  }

  /** By its number; empty when it is none of these. */
  static Optional<Release> of(String number) {
    return Stream.of(V3_5_16, V3_5_30).filter(each -> each.version.equals(number)).findFirst();
  }

  String version() {
    return version;
  }

  boolean hasCheck() {
    return this != V3_5_16;
  }

  boolean hasCommandsOf36() {
    return this == ALL;
  }

  /** Beginning with 3.5.18 or so, a new member's line says whether it is a learner. */
  boolean saysLearner() {
    return this != V3_5_16;
  }

  boolean drawsLines() {
    return this != V3_5_16;
  }

  /** In which form a restore writes: a tool of 3.5 knows no other than its own. */
  ReleaseLine form(ReleaseLine ofSnapshot) {
    boolean isNewer = ofSnapshot.compareTo(ReleaseLine.V3_5) > 0;
    return isNewer && this == ALL ? ofSnapshot : ReleaseLine.V3_5;
  }
}
