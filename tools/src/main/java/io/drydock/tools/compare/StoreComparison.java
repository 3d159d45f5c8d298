package io.drydock.tools.compare;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.mvcc.Compaction;
import io.drydock.formats.mvcc.CompactionRule;
import io.drydock.formats.mvcc.KeyScan;
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
 *     io.drydock.formats.backend.MetaState#NEVER_COMPACTED} when neither was compacted
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
   * Compares to the end: one scan of each, or two where records were compacted.
   *
   * @throws FormatException when a record or a tree is damaged
   */
  public static StoreComparison of(BackendView first, BackendView second, Visitor visitor)
      throws FormatException {
    RevisionBounds one = RevisionBounds.of(first);
    RevisionBounds other = RevisionBounds.of(second);
    long floor = Math.max(one.compactRevision(), other.compactRevision());
    long upTo = Math.min(one.currentRevision(), other.currentRevision());
    if (floor > upTo) {
      return new StoreComparison(floor, upTo, 0, 0, Optional.empty());
    }
    return new Merge(Side.of(first, floor, upTo), Side.of(second, floor, upTo), visitor)
        .run(floor, upTo);
  }

  /** No revision counts on both sides: one was compacted beyond the other's newest. */
  public boolean isWithoutOverlap() {
    return floor > upTo;
  }

  /** False when they differ. */
  public boolean isSame() {
    return first.isEmpty();
  }

  /** One store on its way through the revisions that count. */
  private static final class Side {
    private final KeyScan scan;
    private final Optional<Compaction> compaction;
    private final long floor;
    private final long upTo;

    private Side(BackendView view, Optional<Compaction> compaction, long floor, long upTo)
        throws FormatException {
      this.scan = KeyScan.of(view);
      this.compaction = compaction;
      this.floor = floor;
      this.upTo = upTo;
    }

    static Side of(BackendView view, long floor, long upTo) throws FormatException {
      var rule = CompactionRule.DROPS_TOMBSTONE_AT_REVISION;
      Optional<Compaction> compaction = Optional.empty();
      if (floor > 0 && Compaction.at(view, floor, rule) instanceof Found<Compaction>(var kept)) {
        compaction = Optional.of(kept);
      } else if (floor > 0) {
        compaction = Optional.of(Compaction.resume(view, rule));
      }
      return new Side(view, compaction, floor, upTo);
    }

    /** To the next record that counts; false when there is none. */
    boolean next() throws FormatException {
      while (scan.next()) {
        if (scan.main() > upTo) {
          return false;
        }
        boolean isKept = compaction.map(kept -> kept.keeps(scan.ordinal())).orElse(true);
        if (isKept && !(scan.isTombstone() && scan.main() == floor)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Goes through both side by side. */
  private static final class Merge {
    private final Side one;
    private final Side other;
    private final Visitor visitor;
    private long records;
    private long differences;
    private Optional<Difference> first = Optional.empty();

    Merge(Side one, Side other, Visitor visitor) {
      this.one = one;
      this.other = other;
      this.visitor = visitor;
    }

    StoreComparison run(long floor, long upTo) throws FormatException {
      boolean hasOne = one.next();
      boolean hasOther = other.next();
      while (hasOne || hasOther) {
        int order = !hasOther ? -1 : !hasOne ? 1 : compare();
        if (order == 0) {
          both();
        } else {
          note(order < 0 ? one : other, order < 0 ? Kind.ONLY_FIRST : Kind.ONLY_SECOND);
        }
        hasOne = order <= 0 ? one.next() : hasOne;
        hasOther = order >= 0 ? other.next() : hasOther;
      }
      return new StoreComparison(floor, upTo, records, differences, first);
    }

    private int compare() {
      return one.scan.revision().compareTo(other.scan.revision());
    }

    private void both() throws FormatException {
      boolean isSame =
          one.scan.isTombstone() == other.scan.isTombstone()
              && (one.scan.rawValue().mismatch(other.scan.rawValue()) < 0
                  || one.scan.record().value().equals(other.scan.record().value()));
      if (isSame) {
        records++;
      } else {
        note(one, Kind.OTHER);
      }
    }

    private void note(Side at, Kind kind) throws FormatException {
      var difference = new Difference(at.scan.revision(), kind);
      differences++;
      if (first.isEmpty()) {
        first = Optional.of(difference);
      }
      visitor.difference(difference, one.scan, other.scan);
    }
  }
}
