package io.drydock.tools.fsck.examine;

import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.Located;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.check.LogDoubts;
import io.drydock.formats.wal.check.WalCode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which entries each damage of the log has taken: those between the last index read before it and
 * the first one read behind it. Filled while the log is read, by one thread.
 */
final class LogHoles {

  /** A hole is kept for each finding of a log; more are of no use to anybody. */
  private static final int HOLES_MAX = 1000;

  private static final Set<String> TAKING =
      EnumSet.of(
              WalCode.CRC,
              WalCode.CRC_CHAIN,
              WalCode.RECORD,
              WalCode.RECORD_DATA,
              WalCode.RECORD_TYPE,
              WalCode.TORN,
              WalCode.TORN_LONG,
              WalCode.TORN_INSIDE,
              WalCode.HIDDEN)
          .stream()
          .map(WalCode::code)
          .collect(Collectors.toUnmodifiableSet());

  /** A torn last record was never acknowledged, whatever it was to replace. */
  private static final Set<String> TORN = Set.of(WalCode.TORN.code(), WalCode.TORN_LONG.code());

  private final Map<Extent, Hole> holes = new HashMap<>();
  private final List<Finding> open = new ArrayList<>();
  private final LogDoubts doubts = new LogDoubts();
  private long lastIndex;

  /**
   * Entries that cannot be read.
   *
   * @param before index of the last entry read before the damage that it need not have replaced; 0
   *     for none
   * @param after index of the first entry read behind it; empty when there is none
   */
  record Hole(long before, Optional<Long> after) {

    /** No entry is missing: the damage hit another kind of record. */
    boolean isEmpty() {
      return after.isPresent() && Long.compareUnsigned(after.get(), before + 1) <= 0;
    }

    /** The last one that is missing; nothing is known of the end when none follows. */
    Optional<Long> last() {
      return after.map(index -> index - 1);
    }
  }

  /** Comes before the finding about it. */
  void damaged(Located<WalRecord> record) {
    doubts.damaged(record);
  }

  void finding(Finding finding) {
    if (TAKING.contains(finding.code()) && holes.size() + open.size() < HOLES_MAX) {
      open.add(finding);
      holes.put(finding.at(), new Hole(lastIndex, Optional.empty()));
      if (!TORN.contains(finding.code())) {
        doubts.damage(finding);
      }
    }
  }

  void record(WalCursor cursor) {
    Optional<LogDoubts.Edge> edge = doubts.record(cursor);
    if (cursor.type() == WalEnvelope.ENTRY) {
      lastIndex = cursor.entryIndex();
      edge.ifPresent(before -> close(before, Optional.of(lastIndex)));
    }
  }

  /** The end of the log. */
  void end() {
    doubts.end().ifPresent(edge -> close(edge, Optional.empty()));
  }

  private void close(LogDoubts.Edge edge, Optional<Long> after) {
    open.forEach(finding -> holes.put(finding.at(), new Hole(edge.before(), after)));
    open.clear();
  }

  /** What this damage has taken; empty for a finding that takes no entries. */
  Optional<Hole> of(Finding finding) {
    return Optional.ofNullable(holes.get(finding.at()));
  }
}
