package io.drydock.formats.mvcc;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;

/** The records that count for {@link HashKv} at a revision, in key order. */
final class HashedRecords {

  private final KeyScan scan;
  private final RecordSet alive;
  private final HashRule rule;

  private HashedRecords(KeyScan scan, RecordSet alive, HashRule rule) {
    this.scan = scan;
    this.alive = alive;
    this.rule = rule;
  }

  /** Before the first one; reads the bucket once when anything was compacted. */
  static HashedRecords of(BackendView view, long revision, long compactRevision)
      throws FormatException {
    RecordSet alive =
        compactRevision > 0
            ? KeptRecords.upTo(view, revision, main -> false).kept()
            : new RecordSet();
    var rule = new HashRule(revision, compactRevision, !alive.isEmpty());
    return new HashedRecords(KeyScan.of(view), alive, rule);
  }

  /** Moves to the next one; false at the end. */
  boolean next() throws FormatException {
    while (scan.next() && scan.main() <= rule.revision()) {
      if (rule.counts(scan.main(), scan.isTombstone(), () -> alive.contains(scan.ordinal()))) {
        return true;
      }
    }
    return false;
  }

  /** At this one. */
  KeyScan scan() {
    return scan;
  }
}
