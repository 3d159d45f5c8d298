package io.drydock.tools.snapshot.verify;

import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.dbsnapshot.SnapshotTrailer;
import java.util.Optional;

/**
 * Whether a snapshot file has its end: all pages and the 32 bytes of the checksum. etcd's own
 * {@code snapshot status} does not ask (3.4 to 3.7).
 *
 * <p>A file that was cut by exactly the checksum looks like a database that was copied; nothing in
 * it tells the two apart.
 */
final class Wholeness {

  /** Code of a file that has no checksum, and is not known to have lost it. */
  static final String NO_SHA = "SNAPSHOT-NO-SHA";

  private Wholeness() {}

  /**
   * What is missing at the end of the file.
   *
   * @param trailer as found by {@link SnapshotTrailer#check}
   */
  static Optional<Finding> finding(BoltFile file, SnapshotTrailer.State trailer) {
    long size = file.source().size();
    Extent end = file.source().extent(size, 0);
    if (file.missingBytes() > 0) {
      return Optional.of(
          error(
              "SNAPSHOT-CUT",
              end,
              "the file ends " + file.missingBytes() + " bytes before the end of its last page"));
    }
    if (!(trailer instanceof SnapshotTrailer.State.Absent)) {
      return Optional.empty();
    }
    return Optional.of(
        error(
            NO_SHA,
            end,
            "no SHA-256 at the end: a database that was copied, or a snapshot without its last"
                + " bytes; nothing proves that it is what a server sent"));
  }

  private static Finding error(String code, Extent at, String message) {
    return new Finding(code, Severity.ERROR, at, message);
  }
}
