package io.drydock.formats.bolt;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Goes over every page of a tree once, buckets in it included when asked for, and remembers which
 * pages it saw. No recursion: the heap in use is a bit for each page and a frame for each level.
 *
 * @param <X> what the visitor throws to end the walk
 */
final class TreeWalk<X extends Exception> {

  /** Buckets in buckets; etcd has one level. */
  static final int MAX_BUCKET_DEPTH = 64;

  /** What the walk meets. */
  interface Visitor<X extends Exception> {

    /** A page, before what is below it. Buckets in elements that do not lie in it are left out. */
    void page(TreePage page, Position position) throws X;

    /** A page or bucket that cannot be entered; the walk leaves it out when this returns. */
    void damaged(Damage kind, CorruptFileException damage) throws X;

    /** True when the tree of this bucket in the bucket is to be walked too. */
    boolean enters(BoltBucket bucket);
  }

  /** Why a page or bucket cannot be entered. */
  enum Damage {
    /** The page itself or the reference to it. */
    PAGE,
    /** The page was reached before. */
    TWICE,
    /** The header of the bucket. */
    BUCKET,
    /** More levels than a sound tree has. */
    DEPTH
  }

  /**
   * Where in which tree a page is.
   *
   * @param bucket the tree's bucket
   * @param bucketDepth 0 for the bucket of buckets
   * @param depth 1 at the root of the tree
   * @param low no key on the page may be less
   * @param high every key on the page must be less
   */
  record Position(
      BoltBucket bucket,
      int bucketDepth,
      int depth,
      Optional<MemorySegment> low,
      Optional<MemorySegment> high) {}

  private static final class Frame {
    final TreePage page;
    final Position position;
    int next;

    Frame(TreePage page, Position position) {
      this.page = page;
      this.position = position;
    }
  }

  private final BoltFile file;
  private final Visitor<X> visitor;
  private final PageSet seen;
  private final Deque<Frame> frames = new ArrayDeque<>();

  TreeWalk(BoltFile file, Visitor<X> visitor) {
    this.file = file;
    this.visitor = visitor;
    this.seen = new PageSet(file.pageCount());
  }

  /** Every page that was entered, those that continue another included. */
  PageSet seen() {
    return seen;
  }

  /** Walks the tree of this bucket. */
  void over(BoltBucket bucket) throws X {
    enterBucket(bucket, 0);
    while (!frames.isEmpty()) {
      Frame frame = frames.peek();
      if (frame.next == frame.page.count()) {
        frames.pop();
        continue;
      }
      int ordinal = frame.next++;
      switch (frame.page) {
        case BranchPage branch -> enterChild(frame.position, branch, ordinal);
        case LeafPage leaf -> enterElement(frame.position, leaf, ordinal);
      }
    }
  }

  private void enterBucket(BoltBucket bucket, int bucketDepth) throws X {
    var position = new Position(bucket, bucketDepth, 1, Optional.empty(), Optional.empty());
    TreePage root;
    try {
      root = bucket.rootPage();
    } catch (CorruptFileException damage) {
      visitor.damaged(Damage.PAGE, damage);
      return;
    }
    if (bucket.isInline() || note(root, bucket.at())) {
      enter(root, position);
    }
  }

  private void enterChild(Position above, BranchPage branch, int ordinal) throws X {
    Extent referrer = branch.elementAt(ordinal);
    if (above.depth() == BoltCursor.MAX_DEPTH) {
      visitor.damaged(
          Damage.DEPTH,
          new CorruptFileException(
              referrer, "tree deeper than " + BoltCursor.MAX_DEPTH + " levels"));
      return;
    }
    TreePage child;
    try {
      child = file.treePage(branch.childId(ordinal), referrer);
    } catch (CorruptFileException damage) {
      visitor.damaged(Damage.PAGE, damage);
      return;
    }
    if (note(child, referrer)) {
      Optional<MemorySegment> high =
          ordinal + 1 < branch.count() ? branch.soundKey(ordinal + 1) : above.high();
      enter(
          child,
          new Position(
              above.bucket(),
              above.bucketDepth(),
              above.depth() + 1,
              branch.soundKey(ordinal),
              high));
    }
  }

  private void enterElement(Position above, LeafPage leaf, int ordinal) throws X {
    Optional<LeafElement> element = leaf.soundElement(ordinal);
    if (element.isEmpty() || !element.get().isBucket()) {
      return;
    }
    BoltBucket bucket;
    try {
      bucket = BoltBucket.of(file, element.get());
    } catch (CorruptFileException damage) {
      visitor.damaged(Damage.BUCKET, damage);
      return;
    }
    if (above.bucketDepth() == MAX_BUCKET_DEPTH) {
      visitor.damaged(
          Damage.DEPTH,
          new CorruptFileException(
              bucket.at(), "buckets nested deeper than " + MAX_BUCKET_DEPTH + " levels"));
    } else if (visitor.enters(bucket)) {
      enterBucket(bucket, above.bucketDepth() + 1);
    }
  }

  private void enter(TreePage page, Position position) throws X {
    visitor.page(page, position);
    frames.push(new Frame(page, position));
  }

  /** Marks the page and those that continue it; false when one of them was reached before. */
  private boolean note(TreePage page, Extent referrer) throws X {
    long first = page.header().id();
    long pages = page.header().overflow() + 1;
    file.source().touched(pages * file.pageSize());
    for (long id = first; id < first + pages; id++) {
      if (!seen.add(id)) {
        visitor.damaged(
            Damage.TWICE, new CorruptFileException(referrer, "page " + id + " is reached twice"));
        return false;
      }
    }
    return true;
  }
}
