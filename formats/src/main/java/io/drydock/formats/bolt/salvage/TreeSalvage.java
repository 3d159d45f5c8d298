package io.drydock.formats.bolt.salvage;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bolt.BoltBucket;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.BranchPage;
import io.drydock.formats.bolt.KeyOrder;
import io.drydock.formats.bolt.LeafElement;
import io.drydock.formats.bolt.LeafPage;
import io.drydock.formats.bolt.PageSet;
import io.drydock.formats.bolt.TreePage;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * Goes over the tree of one bucket in key order, past all damage: rows that can be believed, and
 * between them the holes where some were.
 *
 * <p>A page is entered when it names itself as its reference says, lies in the file and was not
 * entered before. The keys of a branch bound what may lie below it: a leaf that is sound in itself
 * and holds other keys is an older page of that number whose overwriting was lost, and so a hole.
 * Where a page had more elements than it says ({@link TreePage#isCountProven}), the rest of its
 * range is a hole. It has the pages that its elements reach, whatever its overflow says.
 *
 * <p>The same tree and pages give the same answer each time. Heap in use: a page's elements for
 * each level.
 *
 * @param <X> what the visitor may throw
 */
public final class TreeSalvage<X extends Exception> {

  private static final int MAX_DEPTH = 64;

  /** What the walk meets, in key order. */
  public interface Visitor<X extends Exception> {

    /** A row, behind all earlier ones. */
    void row(LeafElement element) throws X;

    /**
     * A part that cannot be read; rows that lay in it may be anywhere.
     *
     * @param span where its keys lay; no row lies in it, other holes may
     * @param cause what is damaged; of the first one, where several make one hole
     */
    void hole(KeySpan span, CorruptFileException cause) throws X;
  }

  /**
   * Which pages a walk may enter.
   *
   * @param isOthers pages that other trees have
   * @param own those that this walk has taken so far; leaves of which nothing is believed are not
   */
  public record Pages(LongPredicate isOthers, PageSet own) {

    /** All that no other tree has: none is taken yet. */
    public static Pages unless(LongPredicate isOthers, long limit) {
      return new Pages(isOthers, new PageSet(limit));
    }

    private boolean areFree(long first, long count) {
      for (long id = first; id < first + count; id++) {
        if (own.contains(id) || isOthers.test(id)) {
          return false;
        }
      }
      return true;
    }
  }

  private final BoltFile file;
  private final Pages pages;
  private final RowTest test;
  private final Visitor<X> visitor;

  /** The first key that may come next. */
  private Bytes next = Bytes.EMPTY;

  /** Why rows may be missing from there up to the next row, whatever the pages above say. */
  private Optional<CorruptFileException> doubt = Optional.empty();

  private TreeSalvage(BoltFile file, Pages pages, RowTest test, Visitor<X> visitor) {
    this.file = file;
    this.pages = pages;
    this.test = test;
    this.visitor = visitor;
  }

  /**
   * Walks the tree of a bucket.
   *
   * @param pages that may be entered; for another walk that is to find the same, {@code isOthers}
   *     must say the same of the pages that this one asked for
   */
  public static <X extends Exception> void walk(
      BoltFile file, BoltBucket bucket, Pages pages, RowTest test, Visitor<X> visitor) throws X {
    new TreeSalvage<>(file, pages, test, visitor).root(bucket);
  }

  private void root(BoltBucket bucket) throws X {
    TreePage page;
    try {
      page = bucket.rootPage();
    } catch (CorruptFileException damage) {
      visitor.hole(KeySpan.ALL, damage);
      return;
    }
    enter(page, new Place(bucket.at(), bucket.isInline(), KeySpan.ALL, 1));
    doubted(Optional.empty());
  }

  /**
   * Where a page stands in its tree.
   *
   * @param referrer what leads to it
   * @param isInline it is no page of the file
   * @param span where its keys must lie
   * @param depth 1 for the root
   */
  private record Place(Extent referrer, boolean isInline, KeySpan span, int depth) {}

  private void enter(TreePage page, Place place) throws X {
    switch (page) {
      case LeafPage leaf -> leaf(leaf, place);
      case BranchPage branch -> branch(branch, place);
    }
  }

  /** Takes as many pages as these bytes need; false when another has one of them. */
  private boolean take(TreePage page, long bytes, Place place) throws X {
    if (place.isInline()) {
      return true;
    }
    long first = page.header().id();
    long count = Math.max(1, Math.ceilDiv(bytes, file.pageSize()));
    if (!pages.areFree(first, count)) {
      String twice = "page " + first + " is reached twice";
      visitor.hole(place.span(), new CorruptFileException(place.referrer(), twice));
      return false;
    }
    pages.own().addAll(first, count);
    file.source().touched(count * file.pageSize());
    return true;
  }

  private void branch(BranchPage branch, Place place) throws X {
    KeySpan span = place.span();
    if (place.depth() == MAX_DEPTH) {
      visitor.hole(span, new CorruptFileException(branch.at(), "tree deeper than " + MAX_DEPTH));
      return;
    }
    if (!take(branch, branch.soundBytes(), place)) {
      return;
    }
    boolean[] isBound = bounds(branch, span);
    KeySpan below = span;
    for (int i = 0; i < branch.count(); i++) {
      Bytes low = below(branch, isBound, i, span);
      below = new KeySpan(later(low, next), above(branch, isBound, i, span));
      Extent referrer = branch.elementAt(i);
      TreePage child;
      try {
        child = file.treePage(branch.childId(i), referrer);
      } catch (CorruptFileException damage) {
        visitor.hole(below, damage);
        continue;
      }
      enter(child, new Place(referrer, false, below, place.depth() + 1));
    }
    if (!branch.isCountProven()) {
      visitor.hole(new KeySpan(later(below.low(), next), span.high()), branch.wrongCount());
    }
  }

  /** Which keys of the page can be believed: they lie in it, in the range, and ascend. */
  private static boolean[] bounds(BranchPage branch, KeySpan span) {
    boolean[] isBound = new boolean[branch.count()];
    Optional<MemorySegment> last = Optional.empty();
    for (int i = 0; i < branch.count(); i++) {
      Optional<MemorySegment> key = branch.soundKey(i).filter(span::contains);
      Optional<MemorySegment> following =
          i + 1 < branch.count() ? branch.soundKey(i + 1).filter(span::contains) : Optional.empty();
      boolean comesNext = key.isPresent() && isBefore(last, key);
      boolean isTooHigh =
          comesNext
              && following.isPresent()
              && !isBefore(key, following)
              && isBefore(last, following);
      isBound[i] = comesNext && !isTooHigh;
      last = isBound[i] ? key : last;
    }
    return isBound;
  }

  private static boolean isBefore(Optional<MemorySegment> a, Optional<MemorySegment> b) {
    return a.isEmpty() || KeyOrder.compare(a.get(), b.orElseThrow()) < 0;
  }

  /** The key of the child, or the nearest one before it that can be believed. */
  private static Bytes below(BranchPage branch, boolean[] isBound, int child, KeySpan span) {
    for (int i = child; i > 0; i--) {
      if (isBound[i]) {
        return Bytes.copyOf(branch.soundKey(i).orElseThrow());
      }
    }
    return span.low();
  }

  private static Optional<Bytes> above(
      BranchPage branch, boolean[] isBound, int child, KeySpan span) {
    for (int i = child + 1; i < branch.count(); i++) {
      if (isBound[i]) {
        return branch.soundKey(i).map(Bytes::copyOf);
      }
    }
    return span.high();
  }

  private static Bytes later(Bytes a, Bytes b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private void leaf(LeafPage leaf, Place place) throws X {
    KeySpan span = place.span();
    List<LeafElement> rows = LeafRows.of(leaf, span, test);
    boolean hasAll = leaf.isCountProven() && (leaf.count() > 0 || place.depth() == 1);
    if (hasAll && rows.size() == leaf.count()) {
      if (take(leaf, end(rows), place)) {
        for (LeafElement row : rows) {
          row(row);
        }
      }
      return;
    }
    CorruptFileException cause = cause(leaf, rows);
    boolean isBefore =
        LeafRows.hasAny(leaf, new KeySpan(Bytes.EMPTY, Optional.of(span.low())), test);
    boolean isBehind =
        span.high().isPresent()
            && LeafRows.hasAny(leaf, new KeySpan(span.high().get(), Optional.empty()), test);
    doubt = isBefore ? Optional.of(cause) : doubt;
    boolean endsInHole = !isBefore;
    if (!rows.isEmpty()) {
      if (!take(leaf, end(rows), place)) {
        return;
      }
      endsInHole = rowsAndHoles(leaf, rows, span.low(), cause);
    }
    if (isBehind) {
      doubt = Optional.of(cause);
    } else if (endsInHole) {
      visitor.hole(new KeySpan(later(span.low(), next), span.high()), cause);
    }
  }

  private void row(LeafElement row) throws X {
    Bytes key = Bytes.copyOf(row.key());
    doubted(Optional.of(key));
    visitor.row(row);
    next = KeySpan.after(key);
  }

  /**
   * Where a leaf has keys that the page above does not give it, that page may be the one that is
   * damaged: then they were lost between the rows before and behind, not in the leaf's range.
   */
  private void doubted(Optional<Bytes> upTo) throws X {
    if (doubt.isPresent()) {
      visitor.hole(new KeySpan(next, upTo), doubt.get());
      doubt = Optional.empty();
    }
  }

  /** Where the last byte of any row ends, from the start of the page. */
  private static long end(List<LeafElement> rows) {
    long end = 0;
    for (LeafElement row : rows) {
      end = Math.max(end, row.keyFrom() + row.keyBytes() + row.valueBytes());
    }
    return end;
  }

  /**
   * Between two believed elements that are no neighbours there were others.
   *
   * @return true when there were others behind the last one
   */
  private boolean rowsAndHoles(
      LeafPage leaf, List<LeafElement> rows, Bytes low, CorruptFileException cause) throws X {
    Bytes from = low;
    int ordinal = 0;
    for (LeafElement row : rows) {
      boolean isNeighbour = leaf.soundElement(ordinal).filter(row::equals).isPresent();
      if (!isNeighbour) {
        visitor.hole(new KeySpan(from, Optional.of(Bytes.copyOf(row.key()))), cause);
        ordinal = ordinalOf(leaf, row, ordinal);
      }
      row(row);
      from = next;
      ordinal++;
    }
    return ordinal < leaf.count() || !leaf.isCountProven();
  }

  private static int ordinalOf(LeafPage leaf, LeafElement row, int from) {
    int ordinal = from;
    while (!leaf.soundElement(ordinal).filter(row::equals).isPresent()) {
      ordinal++;
    }
    return ordinal;
  }

  private static CorruptFileException cause(LeafPage leaf, List<LeafElement> rows) {
    int elements = leaf.count() - rows.size();
    if (elements == 0 || !leaf.isCountProven()) {
      return leaf.wrongCount();
    }
    return new CorruptFileException(
        leaf.at(),
        elements
            + (elements == 1 ? " element" : " elements")
            + " of "
            + (leaf.header().id() == 0 ? "an inline bucket" : "leaf page " + leaf.header().id())
            + " cannot be read or do not belong there");
  }
}
