package io.drydock.tools.db.salvage;

import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bolt.KeyOrder;
import io.drydock.formats.bolt.salvage.KeySpan;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What stays lost of bucket {@code key}, by main revision: found while its rows are written, from
 * what stands before and behind each hole.
 *
 * <p>Above the compacted revision every main revision has a row, and its changes count from sub
 * revision 0: there a gap is a loss. How many changes the transaction before a hole had is not told
 * by its neighbours, and at or below the compacted revision neither is which revisions had rows:
 * there a hole says where something may have been.
 *
 * <p>Where no hole is, a gap is a loss as well, unless somebody raised the revision: a restore can
 * ({@code --bump-revision}), and marks what it left out as compacted, but only if it is told to. So
 * there it is <em>perhaps</em> lost.
 */
final class Losses {

  private static final int MAX_LISTED = 10_000;
  private static final Loss.Certainty PERHAPS = Loss.Certainty.PERHAPS;

  private final List<KeySpan> holes;
  private final long compactRevision;
  private final List<Loss> listed = new ArrayList<>();
  private long omitted;
  private int hole;
  private Bytes last = Bytes.EMPTY;
  private long lastMain;
  private long lastSub = -1;

  /**
   * Nothing is lost yet.
   *
   * @param holes that no tree fills, in order
   * @param compactRevision {@link Long#MAX_VALUE} when it is not known
   */
  Losses(List<KeySpan> holes, long compactRevision) {
    this.holes = holes;
    this.compactRevision = compactRevision;
  }

  /** A row that is kept, behind all earlier ones. */
  void row(MemorySegment key) {
    long main = RevisionKey.main(key, 0);
    long sub = RevisionKey.sub(key, 0);
    if (hole < holes.size() && isBetween(key)) {
      gap(main, sub, isAllBetween(key));
      skipHoles(key);
    } else {
      gapWithoutHole(main, sub);
    }
    last = Bytes.copyOf(key);
    lastMain = main;
    lastSub = sub;
  }

  /** A hole has keys behind the last row and before this one. */
  private boolean isBetween(MemorySegment key) {
    skipHoles(last.segment());
    return hole < holes.size() && KeyOrder.compare(holes.get(hole).low().segment(), key) < 0;
  }

  /** Goes to the first hole that ends behind this key. */
  private void skipHoles(MemorySegment key) {
    while (hole < holes.size()
        && holes.get(hole).high().isPresent()
        && KeyOrder.compare(holes.get(hole).high().get().segment(), key) <= 0) {
      hole++;
    }
  }

  /** Nothing says that a page was there, but each of these revisions had a row. */
  private void gapWithoutHole(long main, long sub) {
    if (main <= compactRevision) {
      return;
    }
    long first = Math.max(lastMain, Math.max(compactRevision, 1)) + 1;
    if (first < main) {
      add(new Loss(first, OptionalLong.of(main - 1), PERHAPS));
    }
    if (sub > expectedSub(main)) {
      add(new Loss(main, OptionalLong.of(main), Loss.Certainty.PARTLY));
    }
  }

  private long expectedSub(long main) {
    return main == lastMain ? lastSub + 1 : 0;
  }

  private void gap(long main, long sub, boolean isEmpty) {
    long below = Math.min(main, compactRevision);
    long expected = expectedSub(main);
    boolean isNext = main <= lastMain + 1 && sub == expected;
    if (lastMain <= below) {
      add(new Loss(Math.max(lastMain, 1), OptionalLong.of(below), PERHAPS));
    } else if (lastMain > 0 && lastMain < main && (isEmpty || !isNext)) {
      add(new Loss(lastMain, OptionalLong.of(lastMain), PERHAPS));
    }
    long first = Math.max(lastMain, Math.max(compactRevision, 1)) + 1;
    if (first < main && compactRevision != Long.MAX_VALUE) {
      add(new Loss(first, OptionalLong.of(main - 1), Loss.Certainty.LOST));
    }
    if (sub > expected && main > compactRevision) {
      add(new Loss(main, OptionalLong.of(main), Loss.Certainty.PARTLY));
    }
  }

  /** The next hole lies between the last row and this one: nothing was found for it. */
  private boolean isAllBetween(MemorySegment key) {
    KeySpan next = holes.get(hole);
    return KeyOrder.compare(last.segment(), next.low().segment()) < 0
        && next.high().isPresent()
        && KeyOrder.compare(next.high().get().segment(), key) <= 0;
  }

  /**
   * No row follows.
   *
   * @param seen the highest main revision that any page names, kept or not
   */
  void end(long seen) {
    skipHoles(last.segment());
    if (hole == holes.size()) {
      endWithoutHole();
      return;
    }
    long known = Math.max(lastMain, 1);
    long lost = Math.max(known, compactRevision);
    if (lost < seen) {
      add(new Loss(known, OptionalLong.of(lost), PERHAPS));
      add(new Loss(lost + 1, OptionalLong.of(seen), Loss.Certainty.LOST));
      known = seen;
    }
    add(new Loss(known, OptionalLong.empty(), PERHAPS));
  }

  /** A store is never behind its compaction: these may be rows of another tree, or an older one. */
  private void endWithoutHole() {
    if (compactRevision != Long.MAX_VALUE && lastMain < compactRevision) {
      add(new Loss(1, OptionalLong.of(compactRevision), PERHAPS));
    }
  }

  /**
   * What the holes lost, and what is behind the commit that is gone by.
   *
   * @param facts how far others go
   */
  static List<Loss> with(Salvage salvage, SalvagePlan.Facts facts) {
    List<Loss> losses = new ArrayList<>(salvage.tally().losses().listed());
    Optional<Commit> base = salvage.base().filter(Commit::knowsItsEnd);
    if (base.isPresent()) {
      long last = base.get().lastRevision();
      if (facts.newestRevision() > last) {
        losses.add(
            new Loss(last + 1, OptionalLong.of(facts.newestRevision()), Loss.Certainty.LOST));
      }
    }
    boolean isWithoutKeys = salvage.base().filter(Commit::hasKeys).isEmpty();
    boolean isOpen = !losses.isEmpty() && losses.getLast().last().isEmpty();
    if (!isOpen && (isWithoutKeys || base.isPresent() && !facts.isEndKnown())) {
      long last = salvage.base().map(Commit::lastRevision).orElse(0L);
      losses.add(
          new Loss(Math.max(last, facts.newestRevision()) + 1, OptionalLong.empty(), PERHAPS));
    }
    return losses;
  }

  /** Two ranges of which nothing is certain become one where they touch. */
  private void add(Loss loss) {
    Optional<Loss> joined = listed.isEmpty() ? Optional.empty() : listed.getLast().joinedWith(loss);
    if (joined.isPresent()) {
      listed.set(listed.size() - 1, joined.get());
    } else if (listed.size() < MAX_LISTED) {
      listed.add(loss);
    } else {
      omitted++;
    }
  }

  /** What was found, in order. */
  List<Loss> listed() {
    return listed;
  }

  /** How many more there are. */
  long omitted() {
    return omitted;
  }
}
