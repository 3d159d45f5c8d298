package io.drydock.node.mvcc;

import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.CompactionMark;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.mvcc.CompactionRule;
import io.drydock.node.RowSink;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Takes from store and index what a compaction has made unreadable, a bounded piece at a time.
 *
 * <p>A pass goes over all keys for one compaction revision; compactions that are scheduled
 * meanwhile are done together by the next pass. A key whose many records do not fit into a step
 * loses rows over several, and its part of the index with the last of them. What a crash leaves
 * undone shows in the marks of bucket {@code meta}, and the pass is made again from its start.
 *
 * <p>What stays is what etcd 3.5.16 and later keep.
 */
final class Scrub {

  private static final CompactionRule RULE = CompactionRule.KEEPS_TOMBSTONE_AT_REVISION;
  private static final int VISITS_A_ROW = 16;
  private static final byte[] LOWEST = {};

  private final KeyIndex index;
  private final List<Revision> strays;
  private long finished;
  private long passRevision;
  private boolean isInPass;
  private byte[] nextKey = LOWEST;
  private int deletedOfNext;

  /** Rows to delete of a key, and whether that is all of them. */
  private record Cut(KeyEntry entry, int from, int to, int dropped) {
    boolean isWhole() {
      return to == dropped;
    }
  }

  /**
   * Before the first pass.
   *
   * @param strays records that the index does not know, in order; taken over
   * @param finished compaction revision of the last pass that was ended
   */
  Scrub(KeyIndex index, List<Revision> strays, long finished) {
    this.index = index;
    this.strays = strays;
    this.finished = finished;
  }

  /** Compaction revision of the last pass that was ended. */
  long finished() {
    return finished;
  }

  /**
   * Does a piece.
   *
   * @param scheduled the compaction revision that every reader knows of
   * @param maxRows how many records are deleted at most, at least 1; sixteen times as many keys are
   *     looked at
   */
  ScrubStep step(long scheduled, int maxRows, RowSink rows) {
    if (!isInPass) {
      if (scheduled <= finished) {
        return new ScrubStep(0, true);
      }
      isInPass = true;
      passRevision = scheduled;
      nextKey = LOWEST;
      deletedOfNext = 0;
    }
    int deleted = deleteStrays(maxRows, rows);
    List<Cut> cuts = new ArrayList<>();
    boolean isEnd = deleted < maxRows && collect(maxRows - deleted, cuts);
    for (Cut cut : cuts) {
      deleted += delete(cut, rows);
    }
    if (isEnd) {
      isInPass = false;
      finished = passRevision;
      rows.put(
          Bucket.META,
          CompactionMark.FINISHED.key().toByteArray(),
          CompactionMark.value(finished).toByteArray());
    }
    return new ScrubStep(deleted, isEnd && scheduled <= finished);
  }

  private int deleteStrays(int maxRows, RowSink rows) {
    int deleted = 0;
    Iterator<Revision> each = strays.iterator();
    while (each.hasNext() && deleted < maxRows) {
      Revision stray = each.next();
      if (stray.main() > passRevision) {
        break;
      }
      deleteRow(stray, true, rows);
      each.remove();
      deleted++;
    }
    return deleted;
  }

  /** Finds what to delete next; true when the last key was looked at. */
  private boolean collect(int maxRows, List<Cut> cuts) {
    long[] left = {maxRows, (long) maxRows * VISITS_A_ROW};
    byte[] first = nextKey;
    return index
        .current()
        .walk(
            KeyBounds.from(first),
            entry -> {
              if (left[0] == 0 || left[1]-- == 0) {
                nextKey = entry.key();
                return false;
              }
              int from = entry.key() == first ? deletedOfNext : 0;
              int dropped = entry.dropped(passRevision, RULE);
              if (dropped > from) {
                var cut = new Cut(entry, from, (int) Math.min(dropped, from + left[0]), dropped);
                cuts.add(cut);
                left[0] -= cut.to - from;
                if (!cut.isWhole()) {
                  nextKey = entry.key();
                  deletedOfNext = cut.to;
                  return false;
                }
              }
              deletedOfNext = 0;
              return true;
            });
  }

  private int delete(Cut cut, RowSink rows) {
    KeyEntry entry = cut.entry;
    for (int i = cut.from; i < cut.to; i++) {
      deleteRow(new Revision(entry.main(i), entry.sub(i)), entry.isTombstone(i), rows);
    }
    if (!cut.isWhole()) {
      return cut.to - cut.from;
    }
    if (cut.dropped == entry.size()) {
      index.remove(entry.key());
    } else {
      index.set(entry.without(cut.dropped));
    }
    return cut.to - cut.from;
  }

  private static void deleteRow(Revision revision, boolean isTombstone, RowSink rows) {
    rows.delete(Bucket.KEY, new RevisionKey(revision, isTombstone).encode().toByteArray());
  }
}
