package io.drydock.formats.wal.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of each entry record when the log is read for one snapshot and one commit.
 *
 * <p>Does not change. An answer costs a search in the runs of the log.
 */
public final class EntryFates {

  /** What becomes of one entry record. */
  public enum Fate {
    /** In the snapshot; read, if at all, and dropped. */
    BEFORE_SNAPSHOT,
    /** Applied, or to be applied at the next boot. */
    COMMITTED,
    /** Proposed and stored here; whether a quorum has it is not known here. */
    UNCOMMITTED,
    /** A later record of the same or a smaller index has taken its place. */
    OVERWRITTEN
  }

  private final LogRuns runs;
  private final long snapshotIndex;
  private final long commit;
  private final long[] lowestAfter;
  private final long[] lowestAfterSnapshot;

  EntryFates(LogRuns runs, long snapshotIndex, long commit) {
    this.runs = runs;
    this.snapshotIndex = snapshotIndex;
    this.commit = commit;
    this.lowestAfter = lowestAfter(0);
    this.lowestAfterSnapshot = lowestAfter(snapshotIndex + 1);
  }

  /** Up to where entries are in the snapshot. */
  public long snapshotIndex() {
    return snapshotIndex;
  }

  /** Up to where entries are committed. */
  public long commit() {
    return commit;
  }

  /**
   * The fate of the entry record at a place.
   *
   * @param ordinal the segment's place in the chain that was replayed
   * @param offset of the frame in the segment
   * @param index of the entry
   */
  public Fate of(int ordinal, long offset, long index) {
    int run = runs.runAt(ordinal, offset);
    boolean isInSnapshot = Long.compareUnsigned(index, snapshotIndex) <= 0;
    if (run >= 0 && Long.compareUnsigned(index, lowest(isInSnapshot, run)) >= 0) {
      return Fate.OVERWRITTEN;
    }
    if (isInSnapshot) {
      return Fate.BEFORE_SNAPSHOT;
    }
    return Long.compareUnsigned(index, commit) <= 0 ? Fate.COMMITTED : Fate.UNCOMMITTED;
  }

  /** The entries behind the snapshot that count, in order; gaps between them are damage. */
  public List<LogReplay.Span> spans() {
    var spans = new ArrayList<LogReplay.Span>();
    for (int run = 0; run < runs.size(); run++) {
      long first = max(runs.first(run), snapshotIndex + 1);
      long last = min(runs.last(run), lowestAfterSnapshot[run] - 1);
      if (Long.compareUnsigned(first, last) <= 0
          && Long.compareUnsigned(runs.last(run), snapshotIndex) > 0) {
        spans.add(new LogReplay.Span(runs.term(run), first, last));
      }
    }
    return spans;
  }

  private long lowest(boolean isInSnapshot, int run) {
    return isInSnapshot ? lowestAfter[run] : lowestAfterSnapshot[run];
  }

  /**
   * For each run the smallest index, not below the floor, in any later run: what a later run has
   * below the floor is dropped while reading and replaces nothing.
   */
  private long[] lowestAfter(long floor) {
    long[] lowest = new long[runs.size()];
    long sofar = -1;
    for (int run = runs.size() - 1; run >= 0; run--) {
      lowest[run] = sofar;
      if (Long.compareUnsigned(runs.last(run), floor) >= 0) {
        sofar = min(sofar, max(runs.first(run), floor));
      }
    }
    return lowest;
  }

  private static long min(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0 ? a : b;
  }

  private static long max(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }
}
