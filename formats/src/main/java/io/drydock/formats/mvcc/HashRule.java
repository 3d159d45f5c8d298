package io.drydock.formats.mvcc;

import java.util.function.BooleanSupplier;

/**
 * Which records count for {@link HashKv} at a revision.
 *
 * <ul>
 *   <li>The main revision is not above the revision asked for;
 *   <li>when it is not above the compaction revision: it is the newest record, up to the revision
 *       asked for, of a key that is alive then; unless no key at all is alive then;
 *   <li>it is not a tombstone at the compaction revision itself: releases differ in whether they
 *       keep that one ({@link CompactionRule}), and the hash hides the difference.
 * </ul>
 *
 * @param revision main revision asked for
 * @param compactRevision what history is gone
 * @param isAnyAlive true when any key is alive at the revision asked for
 */
public record HashRule(long revision, long compactRevision, boolean isAnyAlive) {

  /**
   * True when the record counts.
   *
   * @param isNewestOfLiveKey whether it is the newest record, up to the revision asked for, of a
   *     key that is alive then; asked only where it decides
   */
  public boolean counts(long main, boolean isTombstone, BooleanSupplier isNewestOfLiveKey) {
    if (main > revision || isTombstone && main == compactRevision) {
      return false;
    }
    return main > compactRevision || !isAnyAlive || isNewestOfLiveKey.getAsBoolean();
  }
}
