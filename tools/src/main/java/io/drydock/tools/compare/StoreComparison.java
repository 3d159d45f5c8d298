package io.drydock.tools.compare;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.mvcc.Compaction;
import io.drydock.formats.mvcc.CompactionRule;
import io.drydock.formats.mvcc.KeyRange;
import io.drydock.formats.mvcc.KeyScan;
import io.drydock.formats.mvcc.KeyValueView;
import io.drydock.formats.mvcc.RevisionAnswer.Found;
import io.drydock.formats.mvcc.RevisionBounds;
import java.util.Optional;

/**
 * Two stores, record by record, up to the highest revision that both have.
 *
 * <p>Where one was compacted farther than the other, the other is looked at as if it had been
 * compacted there too, and a tombstone at that very revision is left out, because releases differ
 * in whether they keep it. So equal members compare as equal wherever each of them was stopped,
 * which HashKV alone does not give.
 *
 * @param floor the higher compaction revision; records up to it are those that it leaves; {@link
 *     MetaState#NEVER_COMPACTED} when neither was compacted
 * @param upTo the lower of the two current revisions
 * @param records that were compared and are the same
 * @param differences that were found
 * @param first the first of them
 */
public record StoreComparison(
    long floor, long upTo, long records, long differences, Optional<Difference> first) {

  /** In what two stores differ at a revision. */
  public enum Kind {
    /** Only the first one has a record. */
    ONLY_FIRST,
    /** Only the second one has a record. */
    ONLY_SECOND,
    /** Both have, and they say something else. */
    OTHER
  }

  /**
   * A difference.
   *
   * @param revision where
   * @param kind what
   */
  public record Difference(Revision revision, Kind kind) {}

  /** Is shown each difference, in the order of revisions. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * A difference; a scan stands on the record of its side, where that has one.
     *
     * @throws FormatException when the record is damaged
     */
    void difference(Difference difference, KeyScan first, KeyScan second) throws FormatException;
  }

  /**
   * What is asked for.
   *
   * @param range whose records count; empty for every record there is
   * @param isFirstEnough true to stop at the first difference
   */
  public record Scope(Optional<KeyRange> range, boolean isFirstEnough) {

    /** Every record, to the end. */
    public static final Scope ALL = new Scope(Optional.empty(), false);
  }

  /**
   * Compares all of it.
   *
   * @throws FormatException when a record or a tree is damaged
   */
  public static StoreComparison of(BackendView first, BackendView second, Visitor visitor)
      throws FormatException {
    return of(first, second, Scope.ALL, visitor);
  }

  /**
   * Compares: one scan of each, or two of a side that was compacted less far than the other.
   *
   * @throws FormatException when a record or a tree is damaged
   */
  public static StoreComparison of(
      BackendView first, BackendView second, Scope scope, Visitor visitor) throws FormatException {
    Bounds bounds = Bounds.of(first, second);
    if (bounds.floor() > bounds.upTo()) {
      return new StoreComparison(bounds.floor(), bounds.upTo(), 0, 0, Optional.empty());
    }
    boolean isFirstDone = isCompactedAt(first, bounds.floor());
    boolean isSecondDone = isCompactedAt(second, bounds.floor());
    if (isFirstDone || isSecondDone) {
      Side left = isFirstDone ? Side.asItIs(first, bounds) : Side.compacted(first, bounds);
      Side right = isSecondDone ? Side.asItIs(second, bounds) : Side.compacted(second, bounds);
      var trusting = new Merge(left, right, scope, visitor).untilDoubtful(bounds);
      if (trusting.isPresent()) {
        return trusting.get();
      }
    }
    Side left = Side.compacted(first, bounds);
    return new Merge(left, Side.compacted(second, bounds), scope, visitor).run(bounds);
  }

  /**
   * Whether the two can be compared window by window, each by {@link #between}: both have ended the
   * same compaction.
   *
   * @throws FormatException when a mark, or the way to it, is damaged
   */
  public static boolean isDivisible(BackendView first, BackendView second) throws FormatException {
    Bounds bounds = Bounds.of(first, second);
    return bounds.floor() <= bounds.upTo()
        && isCompactedAt(first, bounds.floor())
        && isCompactedAt(second, bounds.floor());
  }

  /**
   * Compares the records of some revisions, of stores that are {@link #isDivisible divisible}.
   *
   * @param window which
   * @return empty when a difference lies where compaction may have forgotten something, so that
   *     only {@link #of} can tell
   * @throws FormatException when a record or a tree is damaged
   */
  public static Optional<StoreComparison> between(
      BackendView first, BackendView second, Window window, Scope scope, Visitor visitor)
      throws FormatException {
    Bounds bounds = Bounds.of(first, second).of(window);
    Side left = Side.asItIs(first, bounds);
    return new Merge(left, Side.asItIs(second, bounds), scope, visitor).untilDoubtful(bounds);
  }

  /**
   * Some revisions.
   *
   * @param after main revision that is not in it
   * @param end main revision that is the last in it
   */
  public record Window(long after, long end) {}

  /** With what was found behind it. */
  public StoreComparison and(StoreComparison behind) {
    return new StoreComparison(
        floor,
        upTo,
        records + behind.records,
        differences + behind.differences,
        first.or(behind::first));
  }

  /** Whether a server says that it has ended the compaction at this revision. */
  private static boolean isCompactedAt(BackendView view, long revision) throws FormatException {
    return MetaState.read(view).finishedCompactRevision().orElse(MetaState.NEVER_COMPACTED)
        == revision;
  }

  /** No revision counts on both sides: one was compacted beyond the other's newest. */
  public boolean isWithoutOverlap() {
    return floor > upTo;
  }

  /** False when they differ. */
  public boolean isSame() {
    return first.isEmpty();
  }

  /** The revisions that count, as of the comparison, and those of them that are looked at. */
  private record Bounds(long floor, long upTo, Window window) {

    static Bounds of(BackendView first, BackendView second) throws FormatException {
      RevisionBounds one = RevisionBounds.of(first);
      RevisionBounds other = RevisionBounds.of(second);
      long floor = Math.max(one.compactRevision(), other.compactRevision());
      long upTo = Math.min(one.currentRevision(), other.currentRevision());
      return new Bounds(floor, upTo, new Window(0, upTo));
    }

    Bounds of(Window some) {
      return new Bounds(floor, upTo, new Window(some.after(), Math.min(some.end(), upTo)));
    }
  }

  /** One store on its way through the revisions that count. */
  private static final class Side {
    private final KeyScan scan;
    private final Optional<Compaction> compaction;
    private final Bounds bounds;
    private long last;

    private Side(BackendView view, Optional<Compaction> compaction, Bounds bounds)
        throws FormatException {
      long after = bounds.window().after();
      this.scan = after > 0 ? KeyScan.behind(view, after) : KeyScan.of(view);
      this.compaction = compaction;
      this.bounds = bounds;
    }

    /** A server has dropped what the compaction drops, if it did as it should. */
    static Side asItIs(BackendView view, Bounds bounds) throws FormatException {
      return new Side(view, Optional.empty(), bounds);
    }

    /** Without what the compaction drops, whether it is there yet or not. */
    static Side compacted(BackendView view, Bounds bounds) throws FormatException {
      var rule = CompactionRule.DROPS_TOMBSTONE_AT_REVISION;
      long floor = bounds.floor();
      Optional<Compaction> compaction = Optional.empty();
      if (floor > 0 && Compaction.at(view, floor, rule) instanceof Found<Compaction>(var kept)) {
        compaction = Optional.of(kept);
      } else if (floor > 0) {
        compaction = Optional.of(Compaction.resume(view, rule));
      }
      return new Side(view, compaction, bounds);
    }

    /** To the next record that counts; false when there is none. */
    boolean next() throws FormatException {
      while (move()) {
        if (scan.main() > bounds.window().end()) {
          move();
          return false;
        }
        boolean isKept = compaction.isEmpty() || compaction.get().keeps(scan.ordinal());
        if (isKept && !(scan.isTombstone() && scan.main() == bounds.floor())) {
          return true;
        }
      }
      return false;
    }

    /** To the next record, which must not be of an earlier revision: both sides go by the order. */
    private boolean move() throws FormatException {
      if (!scan.next()) {
        return false;
      }
      if (scan.main() < last) {
        throw new CorruptFileException(
            scan.at(), "main revision", "at least " + last, Long.toString(scan.main()));
      }
      last = scan.main();
      return true;
    }

    boolean isOf(Scope scope) throws FormatException {
      if (scope.range().isEmpty()) {
        return true;
      }
      KeyValueView message = scan.keyValue();
      return scope
          .range()
          .get()
          .contains(message.memory(), message.keyOffset(), message.keyLength());
    }
  }

  /** Goes through both side by side. */
  private static final class Merge {
    private final Side one;
    private final Side other;
    private final Scope scope;
    private final Visitor visitor;
    private long doubtfulUpTo = MetaState.NEVER_COMPACTED;
    private boolean isOver;
    private boolean isDoubtful;
    private long records;
    private long differences;
    private Optional<Difference> first = Optional.empty();

    Merge(Side one, Side other, Scope scope, Visitor visitor) {
      this.one = one;
      this.other = other;
      this.scope = scope;
      this.visitor = visitor;
    }

    /**
     * Empty when there is a difference among records that the compaction has left: they may be such
     * that it forgot.
     */
    Optional<StoreComparison> untilDoubtful(Bounds bounds) throws FormatException {
      doubtfulUpTo = bounds.floor();
      StoreComparison found = run(bounds);
      return isDoubtful ? Optional.empty() : Optional.of(found);
    }

    StoreComparison run(Bounds bounds) throws FormatException {
      boolean hasOne = one.next();
      boolean hasOther = other.next();
      while ((hasOne || hasOther) && !isOver) {
        int order = !hasOther ? -1 : !hasOne ? 1 : compare();
        if (order == 0) {
          both();
        } else {
          Side at = order < 0 ? one : other;
          if (at.isOf(scope)) {
            note(at, order < 0 ? Kind.ONLY_FIRST : Kind.ONLY_SECOND);
          }
        }
        hasOne = order <= 0 ? one.next() : hasOne;
        hasOther = order >= 0 ? other.next() : hasOther;
      }
      return new StoreComparison(bounds.floor(), bounds.upTo(), records, differences, first);
    }

    private int compare() {
      int byMain = Long.compare(one.scan.main(), other.scan.main());
      return byMain != 0 ? byMain : Long.compare(one.scan.sub(), other.scan.sub());
    }

    private void both() throws FormatException {
      boolean isSame =
          one.scan.isTombstone() == other.scan.isTombstone()
              && (one.scan.hasValueOf(other.scan)
                  || one.scan.record().value().equals(other.scan.record().value()));
      if (!one.isOf(scope) && !other.isOf(scope)) {
        return;
      }
      if (isSame) {
        records++;
      } else {
        note(one, Kind.OTHER);
      }
    }

    private void note(Side at, Kind kind) throws FormatException {
      if (at.scan.main() <= doubtfulUpTo) {
        isDoubtful = true;
        isOver = true;
        return;
      }
      var difference = new Difference(at.scan.revision(), kind);
      differences++;
      isOver = scope.isFirstEnough();
      if (first.isEmpty()) {
        first = Optional.of(difference);
      }
      visitor.difference(difference, one.scan, other.scan);
    }
  }
}
