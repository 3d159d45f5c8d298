package io.drydock.formats.mvcc;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;

/**
 * The records that count for {@link HashKv} at a revision, in key order.
 *
 * <ul>
 *   <li>The main revision is not above the revision asked for;
 *   <li>when it is not above the compaction revision: it is the newest record, up to the revision
 *       asked for, of a key that is alive then; unless no key at all is alive then;
 *   <li>it is not a tombstone at the compaction revision itself: releases differ in whether they
 *       keep that one ({@link CompactionRule}), and the hash hides the difference.
 * </ul>
 */
final class HashedRecords {

  private final KeyScan scan;
  private final RecordSet alive;
  private final long revision;
  private final long compactRevision;

  private HashedRecords(KeyScan scan, RecordSet alive, long revision, long compactRevision) {
    this.scan = scan;
    this.alive = alive;
    this.revision = revision;
    this.compactRevision = compactRevision;
  }

  /** Before the first one; reads the bucket once when anything was compacted. */
  static HashedRecords of(BackendView view, long revision, long compactRevision)
      throws FormatException {
    RecordSet alive =
        compactRevision > 0
            ? KeptRecords.upTo(view, revision, main -> false).kept()
            : new RecordSet();
    return new HashedRecords(KeyScan.of(view), alive, revision, compactRevision);
  }

  /** Moves to the next one; false at the end. */
  boolean next() throws FormatException {
    while (scan.next() && scan.main() <= revision) {
      boolean isCompacted =
          scan.main() <= compactRevision && !alive.isEmpty() && !alive.contains(scan.ordinal());
      boolean isHidden = scan.isTombstone() && scan.main() == compactRevision;
      if (!isCompacted && !isHidden) {
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
