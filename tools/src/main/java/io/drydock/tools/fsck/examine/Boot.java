package io.drydock.tools.fsck.examine;

import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.fsck.examine.SnapExamination.Snap;
import java.util.List;
import java.util.Optional;

/**
 * What a server takes from the files when it starts.
 *
 * <p>3.4 (from .8) to 3.6 go by the newest sound {@code .snap} file whose term and index stand in a
 * snapshot record of the log that is not beyond the last commit; without one, by the log from its
 * first entry. 3.7 goes by the newest such record and reads no {@code .snap} file. From there the
 * log must go on without a hole: the server opens the last segment whose name does not lie beyond
 * the snapshot. Checked against 3.4.23, 3.5.16, 3.5.30, 3.6.14 and 3.7.1.
 *
 * @param line the release line that starts
 * @param snapshot where it starts from; empty for the first entry of the log
 * @param hasSegment there is a segment that begins at or before the snapshot
 * @param firstBehind the first entry behind the snapshot; empty without any
 */
record Boot(
    ReleaseLine line,
    Optional<LogPosition> snapshot,
    boolean hasSegment,
    Optional<LogReplay.Span> firstBehind) {

  /** By what was read. */
  static Boot of(ReleaseLine line, WalDirectory log, LogReplay replay, List<Snap> sound) {
    Optional<LogPosition> snapshot =
        line.compareTo(ReleaseLine.V3_7) >= 0
            ? replay.newestSnapshot().map(LogReplay.Snapshot::position)
            : ofFiles(replay, sound);
    snapshot = snapshot.filter(position -> position.index() != 0);
    long index = snapshot.map(LogPosition::index).orElse(0L);
    List<LogReplay.Span> spans = replay.fates(index, replay.commit()).spans();
    return new Boot(
        line,
        snapshot,
        !log.from(index).isEmpty(),
        spans.isEmpty() ? Optional.empty() : Optional.of(spans.getFirst()));
  }

  private static Optional<LogPosition> ofFiles(LogReplay replay, List<Snap> sound) {
    List<LogPosition> known =
        replay.validSnapshots().stream().map(LogReplay.Snapshot::position).toList();
    return sound.stream().map(Snap::position).filter(known::contains).findFirst();
  }

  /** Its raft index; 0 for the beginning of the log. */
  long index() {
    return snapshot.map(LogPosition::index).orElse(0L);
  }

  /** The log goes on where the snapshot ends, or ends there too. */
  boolean isConnected() {
    return hasSegment
        && firstBehind
            .map(span -> Long.compareUnsigned(span.first(), index() + 1) <= 0)
            .orElse(true);
  }
}
