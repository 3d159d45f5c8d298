package io.drydock.formats.bolt.salvage;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bolt.BoltBucket;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.BranchPage;
import io.drydock.formats.bolt.KeyOrder;
import io.drydock.formats.bolt.LeafElement;
import io.drydock.formats.bolt.LeafPage;
import io.drydock.formats.bolt.PageHeader;
import io.drydock.formats.bolt.PageSet;
import io.drydock.formats.bolt.TreePage;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Goes over the tree of one bucket in key order, past all damage: rows that can be believed, and
 * between them the holes where some were.
 *
 * <p>A page is entered when it names itself as its reference says, lies in the file and was not
 * entered before. The keys of a branch bound what may lie below it: a leaf that is sound in itself
 * and holds other keys is an older page of that number whose overwriting was lost, and so a hole.
 *
 * <p>The same tree gives the same answer each time. Heap in use: a page's elements for each level.
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
     * @param span where its keys lay
     * @param cause what is damaged; of the first one, where several make one hole
     */
    void hole(KeySpan span, CorruptFileException cause) throws X;
  }

  private final BoltFile file;
  private final PageSet entered;
  private final RowTest test;
  private final Visitor<X> visitor;

  /** The first key that may come next. */
  private Bytes next = Bytes.EMPTY;

  private TreeSalvage(BoltFile file, PageSet entered, RowTest test, Visitor<X> visitor) {
    this.file = file;
    this.entered = entered;
    this.test = test;
    this.visitor = visitor;
  }

  /**
   * Walks the tree of a bucket.
   *
   * @param entered pages that other trees have taken; those of this one are added, but for leaves
   *     of which nothing is believed
   */
  public static <X extends Exception> void walk(
      BoltFile file, BoltBucket bucket, PageSet entered, RowTest test, Visitor<X> visitor)
      throws X {
    new TreeSalvage<>(file, entered, test, visitor).root(bucket);
  }

  private void root(BoltBucket bucket) throws X {
    TreePage page;
    try {
      page = bucket.rootPage();
    } catch (CorruptFileException damage) {
      visitor.hole(KeySpan.ALL, damage);
      return;
    }
    enter(page, bucket.at(), bucket.isInline(), KeySpan.ALL, 1);
  }

  private void enter(TreePage page, Extent referrer, boolean isInline, KeySpan span, int depth)
      throws X {
    if (!isInline && !isNew(page)) {
      String twice = "page " + page.header().id() + " is reached twice";
      visitor.hole(span, new CorruptFileException(referrer, twice));
      return;
    }
    switch (page) {
      case LeafPage leaf -> leaf(leaf, isInline, span);
      case BranchPage branch -> branch(branch, span, depth);
    }
  }

  private boolean isNew(TreePage page) {
    long first = page.header().id();
    for (long id = first; id <= first + page.header().overflow(); id++) {
      if (entered.contains(id)) {
        return false;
      }
    }
    return true;
  }

  private void take(TreePage page) {
    PageHeader header = page.header();
    entered.addAll(header.id(), header.overflow() + 1);
    file.source().touched((header.overflow() + 1) * file.pageSize());
  }

  private void branch(BranchPage branch, KeySpan span, int depth) throws X {
    if (depth == MAX_DEPTH) {
      visitor.hole(span, new CorruptFileException(branch.at(), "tree deeper than " + MAX_DEPTH));
      return;
    }
    take(branch);
    boolean[] isBound = bounds(branch, span);
    for (int i = 0; i < branch.count(); i++) {
      Bytes low = below(branch, isBound, i, span);
      KeySpan below = new KeySpan(later(low, next), above(branch, isBound, i, span));
      Extent referrer = branch.elementAt(i);
      TreePage child;
      try {
        child = file.treePage(branch.childId(i), referrer);
      } catch (CorruptFileException damage) {
        visitor.hole(below, damage);
        continue;
      }
      enter(child, referrer, false, below, depth + 1);
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

  private void leaf(LeafPage leaf, boolean isInline, KeySpan span) throws X {
    List<LeafElement> rows = LeafRows.of(leaf, span, test);
    if (rows.isEmpty() && leaf.count() > 0) {
      visitor.hole(span, unbelievable(leaf, leaf.count()));
      return;
    }
    if (!isInline) {
      take(leaf);
    }
    if (rows.size() == leaf.count()) {
      for (LeafElement row : rows) {
        visitor.row(row);
      }
      if (!rows.isEmpty()) {
        next = KeySpan.after(Bytes.copyOf(rows.getLast().key()));
      }
      return;
    }
    rowsAndHoles(leaf, rows, span);
  }

  /** Between two believed elements that are no neighbours there were others. */
  private void rowsAndHoles(LeafPage leaf, List<LeafElement> rows, KeySpan span) throws X {
    CorruptFileException cause = unbelievable(leaf, leaf.count() - rows.size());
    Bytes from = span.low();
    int ordinal = 0;
    for (LeafElement row : rows) {
      Bytes key = Bytes.copyOf(row.key());
      boolean isNeighbour = leaf.soundElement(ordinal).filter(row::equals).isPresent();
      if (!isNeighbour) {
        visitor.hole(new KeySpan(from, Optional.of(key)), cause);
        ordinal = ordinalOf(leaf, row, ordinal);
      }
      visitor.row(row);
      from = KeySpan.after(key);
      ordinal++;
    }
    if (ordinal < leaf.count()) {
      visitor.hole(new KeySpan(from, span.high()), cause);
    }
    next = from;
  }

  private static int ordinalOf(LeafPage leaf, LeafElement row, int from) {
    int ordinal = from;
    while (!leaf.soundElement(ordinal).filter(row::equals).isPresent()) {
      ordinal++;
    }
    return ordinal;
  }

  private static CorruptFileException unbelievable(LeafPage leaf, int elements) {
    return new CorruptFileException(
        leaf.at(),
        elements
            + (elements == 1 ? " element" : " elements")
            + " of "
            + (leaf.header().id() == 0 ? "an inline bucket" : "leaf page " + leaf.header().id())
            + " cannot be read or do not belong there");
  }
}
