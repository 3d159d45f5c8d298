package io.drydock.tools.db.status;

import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.dbsnapshot.SnapshotTrailer;
import io.drydock.formats.dbsnapshot.SnapshotTrailer.State;
import java.util.Optional;

/** What is said about the checksum at the end of a snapshot file. */
public final class Trailer {

  private Trailer() {}

  /** For scripts. */
  public static String name(State state) {
    return switch (state) {
      case State.Absent _ -> "absent";
      case State.Cut _ -> "cut";
      case State.Right _ -> "right";
      case State.Wrong _ -> "wrong";
    };
  }

  /** For people. */
  public static String text(State state) {
    return switch (state) {
      case State.Absent _ -> "none: a database, or a copy of one";
      case State.Cut _ -> "CUT: the file ends in the middle of it, or of a page";
      case State.Right _ -> "SHA-256 is right";
      case State.Wrong _ -> "SHA-256 is WRONG";
    };
  }

  /**
   * A wrong or cut one is damage somewhere, be it in a page that nothing uses.
   *
   * @param file of which it is the end
   */
  public static Optional<Finding> finding(State state, BoltFile file) {
    return switch (state) {
      case State.Absent _, State.Right _ -> Optional.empty();
      case State.Cut(var at) ->
          Optional.of(new Finding("SNAPSHOT-CUT", Severity.ERROR, at, cut(at.length())));
      case State.Wrong(var at, var stored, var computed) ->
          Optional.of(
              new Finding(
                  "SNAPSHOT-SHA",
                  Severity.ERROR,
                  at,
                  "SHA-256 of the file: expected "
                      + stored.toHex()
                      + ", found "
                      + computed.toHex()
                      + "; "
                      + advice(file)));
    };
  }

  private static String advice(BoltFile file) {
    return file.missingBytes() > 0
        ? "the file was cut, and what it ends with is no checksum"
        : "a restore refuses it, unless told --skip-hash-check";
  }

  private static String cut(long bytes) {
    return bytes < SnapshotTrailer.BYTES
        ? "the file ends in the middle of its checksum: %d of %d bytes are there"
            .formatted(bytes, SnapshotTrailer.BYTES)
        : "the file ends %d bytes behind its last whole page: it was cut, or is not finished"
            .formatted(bytes);
  }
}
