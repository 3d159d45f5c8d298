package io.drydock.formats.bolt;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A position in the tree of a bucket, moved element by element or by key.
 *
 * <pre>
 * for (BoltCursor cursor = bucket.cursor(); cursor.next(); ) {
 *   use(cursor.key(), cursor.value(), cursor.at());
 * }
 * </pre>
 *
 * <p>A new cursor stands before the first element; {@link #next} past the last element leaves it
 * behind the last. Keys and values are views of the file: nothing is copied, and they live as long
 * as the source. The heap in use depends on the depth of the tree alone.
 *
 * <p>Whatever the bytes are, a walk ends: a page that names another number than the one that led to
 * it, a tree deeper than 64 levels and a walk over more pages than the file has are damage. After a
 * {@link CorruptFileException} the cursor is on no element, and {@link #next} or {@link #prev} goes
 * on behind the damaged element or page. The order of keys is not checked; {@link #seek} in a tree
 * out of order finds some element or none.
 */
public final class BoltCursor {

  /** Far above any tree that fits a disk: with two children a page this is 2^64 leaves. */
  static final int MAX_DEPTH = 64;

  private enum Place {
    BEFORE,
    ON_ELEMENT,
    /** On an element or page that cannot be read. */
    ON_DAMAGE,
    AFTER
  }

  private enum Direction {
    FORWARD,
    BACKWARD
  }

  private final BoltBucket bucket;
  private final BoltFile file;
  private final BranchPage[] branches = new BranchPage[MAX_DEPTH];
  private final int[] children = new int[MAX_DEPTH];
  private int depth;
  private LeafPage leaf;
  private int ordinal;
  private boolean isLeafChecked;
  private LeafElement element;
  private Place place = Place.BEFORE;
  private Direction direction = Direction.FORWARD;
  private final Optional<PageSet> walked;
  private long pagesLeft;

  BoltCursor(BoltBucket bucket, Optional<PageSet> walked) {
    this.bucket = bucket;
    this.file = bucket.file();
    this.walked = walked;
  }

  /** Moves to the first element; false when there is none, as {@link #next} at the end. */
  public boolean first() throws CorruptFileException {
    start(Direction.FORWARD);
    descend(root());
    return settle();
  }

  /** Moves to the last element; false when there is none, as {@link #prev} at the start. */
  public boolean last() throws CorruptFileException {
    start(Direction.BACKWARD);
    descend(root());
    return settle();
  }

  /** Moves to the next element, from before the first to the first; false behind the last. */
  public boolean next() throws CorruptFileException {
    return switch (place) {
      case BEFORE -> first();
      case ON_ELEMENT, ON_DAMAGE -> step(Direction.FORWARD);
      case AFTER -> false;
    };
  }

  /** Moves to the element before, from behind the last to the last; false before the first. */
  public boolean prev() throws CorruptFileException {
    return switch (place) {
      case BEFORE -> false;
      case ON_ELEMENT, ON_DAMAGE -> step(Direction.BACKWARD);
      case AFTER -> last();
    };
  }

  /**
   * Moves to the first element whose key is equal or greater.
   *
   * @return false when there is none; the cursor is then behind the last element
   */
  public boolean seek(MemorySegment wanted) throws CorruptFileException {
    start(Direction.FORWARD);
    TreePage page = root();
    while (page instanceof BranchPage branch) {
      page = enter(branch, childFor(branch, wanted));
    }
    leaf = (LeafPage) page;
    isLeafChecked = false;
    ordinal = firstAtLeast(leaf, wanted);
    return settle();
  }

  /** The key; a view of the file. */
  public MemorySegment key() {
    return current().key();
  }

  /** The value, for a bucket its header; a view of the file. */
  public MemorySegment value() {
    return current().value();
  }

  /** Key and value in one view: the value follows its key directly. */
  public MemorySegment keyAndValue() {
    return current().keyAndValue();
  }

  /** Bytes of the key. */
  public long keyBytes() {
    return current().keyBytes();
  }

  /** Bytes of the value. */
  public long valueBytes() {
    return current().valueBytes();
  }

  /** Where key and value lie in the file. */
  public Extent at() {
    return current().at();
  }

  /** Where the key begins in the file; the value follows it. */
  public long offset() {
    return current().offset();
  }

  /** Page number of the leaf; 0 in an inline bucket. */
  public long pageId() {
    return current().page().header().id();
  }

  /** True when the element is a bucket in this bucket. */
  public boolean isBucket() {
    return current().isBucket();
  }

  /**
   * The bucket that the element is.
   *
   * @throws CorruptFileException when its header is damaged
   * @throws IllegalStateException when {@link #isBucket()} is false
   */
  public BoltBucket bucket() throws CorruptFileException {
    if (!isBucket()) {
      throw new IllegalStateException("not a bucket: the element at " + at());
    }
    return BoltBucket.of(file, current());
  }

  private LeafElement current() {
    if (place != Place.ON_ELEMENT) {
      throw new IllegalStateException("the cursor is on no element");
    }
    return element;
  }

  private void start(Direction toward) {
    place = Place.ON_DAMAGE;
    direction = toward;
    depth = 0;
    leaf = null;
    pagesLeft = file.pageCount();
  }

  private boolean step(Direction toward) throws CorruptFileException {
    place = Place.ON_DAMAGE;
    if (direction != toward) {
      direction = toward;
      pagesLeft = file.pageCount();
    }
    if (leaf != null && !isLeafChecked) {
      checkLeaf();
    }
    ordinal += toward == Direction.FORWARD ? 1 : -1;
    return settle();
  }

  /** Goes on over leaves until {@link #ordinal} is an element of {@link #leaf}. */
  private boolean settle() throws CorruptFileException {
    while (leaf == null || ordinal < 0 || ordinal >= leaf.count()) {
      if (!turn()) {
        place = direction == Direction.FORWARD ? Place.AFTER : Place.BEFORE;
        return false;
      }
    }
    element = leaf.element(ordinal);
    place = Place.ON_ELEMENT;
    return true;
  }

  /** Moves to the neighbouring leaf; false when there is none. */
  private boolean turn() throws CorruptFileException {
    while (depth > 0) {
      BranchPage branch = branches[depth - 1];
      int child = children[depth - 1] + (direction == Direction.FORWARD ? 1 : -1);
      depth--;
      if (child >= 0 && child < branch.count()) {
        descend(enter(branch, child));
        return true;
      }
    }
    return false;
  }

  /** Down to the leaf at the near end of this page. */
  private void descend(TreePage from) throws CorruptFileException {
    TreePage page = from;
    while (page instanceof BranchPage branch) {
      page = enter(branch, direction == Direction.FORWARD ? 0 : branch.count() - 1);
    }
    leaf = (LeafPage) page;
    checkLeaf();
    ordinal = direction == Direction.FORWARD ? 0 : leaf.count() - 1;
  }

  private TreePage root() throws CorruptFileException {
    TreePage page = bucket.rootPage();
    if (!bucket.isInline()) {
      countPages(page);
    }
    return withAllElements(page);
  }

  private TreePage enter(BranchPage branch, int child) throws CorruptFileException {
    leaf = null;
    if (depth == MAX_DEPTH) {
      throw new CorruptFileException(
          branch.elementAt(child), "tree deeper than " + MAX_DEPTH + " levels: a page leads back");
    }
    branches[depth] = branch;
    children[depth] = child;
    depth++;
    TreePage page = file.treePage(branch.childId(child), branch.elementAt(child));
    countPages(page);
    return withAllElements(page);
  }

  /** One element too few, and whatever it led to would be missing without a word. */
  private static TreePage withAllElements(TreePage page) throws CorruptFileException {
    if (!page.isCountProven()) {
      throw page.wrongCount();
    }
    return page;
  }

  /**
   * Elements that overlap could make a small page stand for terabytes: a walk over the page looks
   * at all of them first. Finding one key needs only that one, so {@link #seek} leaves it out.
   */
  private void checkLeaf() throws CorruptFileException {
    LeafPage entered = leaf;
    leaf = null;
    entered.bytesInUse();
    leaf = entered;
    isLeafChecked = true;
  }

  private void countPages(Page page) throws CorruptFileException {
    long pages = page.header().overflow() + 1;
    file.source().touched(pages * file.pageSize());
    pagesLeft -= pages;
    if (pagesLeft < 0) {
      depth = 0;
      throw new CorruptFileException(
          page.at(), "walk over more pages than the file has: some page is reached twice");
    }
    if (walked.isPresent() && !walked.get().addAll(page.header().id(), pages)) {
      depth = 0;
      throw new CorruptFileException(page.at(), "page " + page.header().id() + " is reached twice");
    }
  }

  private static int childFor(BranchPage branch, MemorySegment wanted) throws CorruptFileException {
    int low = 0;
    int high = branch.count();
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (KeyOrder.compare(branch.key(middle), wanted) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int firstAtLeast(LeafPage page, MemorySegment wanted) throws CorruptFileException {
    int low = 0;
    int high = page.count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (KeyOrder.compare(page.element(middle).key(), wanted) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
