package io.drydock.formats.bolt;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.UnsupportedFormatException;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A named tree of keys. Its header is the value of an element with the bucket flag.
 *
 * <pre>
 * offset size type    field     meaning, checked how
 *  0      8   u64 LE  root      page number of the tree's root; 0: the tree is the inline page
 *  8      8   u64 LE  sequence  counter for the user; etcd leaves it 0
 * 16      -   -       inline    only when root is 0: the image of a leaf page ({@link LeafPage})
 *                               with id 0 and overflow 0, as long as the value lasts
 * </pre>
 *
 * <p>bbolt keeps a bucket inline while it is one leaf without buckets of its own and needs at most
 * a quarter of a page. Source: bbolt 1.3.6 {@code bucket.go}.
 */
public final class BoltBucket {

  /** Root and sequence. */
  public static final int HEADER_BYTES = 16;

  /** bbolt refuses longer keys; names of buckets are keys. */
  public static final int MAX_KEY_BYTES = 32768;

  /** etcd has ten; a list of more than this is refused, the cursor still goes over all. */
  private static final int MAX_LISTED = 1 << 16;

  private final BoltFile file;
  private final Bytes name;
  private final Extent at;
  private final Root root;

  /** Where the tree is. */
  private record Root(long pageId, long sequence, Optional<LeafPage> inlinePage) {}

  private BoltBucket(BoltFile file, Bytes name, Extent at, Root root) {
    this.file = file;
    this.name = name;
    this.at = at;
    this.root = root;
  }

  /** The bucket of buckets, which a meta describes. */
  static BoltBucket top(BoltFile file, Extent at) {
    var root = new Root(file.meta().rootPageId(), file.meta().rootSequence(), Optional.empty());
    return new BoltBucket(file, Bytes.EMPTY, at, root);
  }

  /**
   * The bucket whose name and header are key and value of this element.
   *
   * @throws CorruptFileException when the header, or the inline page behind it, is damaged
   */
  public static BoltBucket of(BoltFile file, LeafElement element) throws CorruptFileException {
    if (element.keyBytes() > MAX_KEY_BYTES) {
      throw new CorruptFileException(
          element.at(),
          "name of a bucket",
          "at most " + MAX_KEY_BYTES + " bytes",
          Long.toString(element.keyBytes()));
    }
    if (element.valueBytes() < HEADER_BYTES) {
      throw new CorruptFileException(
          element.valueAt(),
          "header of a bucket",
          "at least " + HEADER_BYTES + " bytes",
          Long.toString(element.valueBytes()));
    }
    MemorySegment value = element.value();
    long rootPageId = value.get(PageHeader.U64, 0);
    Optional<LeafPage> inlinePage =
        rootPageId == 0 ? Optional.of(inlinePage(element)) : Optional.empty();
    var root = new Root(rootPageId, value.get(PageHeader.U64, 8), inlinePage);
    return new BoltBucket(file, Bytes.copyOf(element.key()), element.valueAt(), root);
  }

  private static LeafPage inlinePage(LeafElement element) throws CorruptFileException {
    Extent value = element.valueAt();
    Extent at =
        new Extent(value.file(), value.offset() + HEADER_BYTES, value.length() - HEADER_BYTES);
    if (at.length() < PageHeader.BYTES) {
      throw new CorruptFileException(
          at,
          "inline page of a bucket",
          "at least " + PageHeader.BYTES + " bytes",
          Long.toString(at.length()));
    }
    MemorySegment bytes = element.value().asSlice(HEADER_BYTES);
    PageHeader header = PageHeader.decode(bytes);
    if (header.id() != 0 || header.flags() != PageHeader.LEAF || header.overflow() != 0) {
      throw new CorruptFileException(
          at, "inline page of a bucket", "leaf page 0 without overflow", header.toString());
    }
    return LeafPage.of(header, at, bytes);
  }

  /** The name; empty for the bucket of buckets. */
  public Bytes name() {
    return name;
  }

  /** The bucket's header, inline page included; for the bucket of buckets a part of the meta. */
  public Extent at() {
    return at;
  }

  /** Page number of the root of the tree; 0 when the bucket is inline. */
  public long rootPageId() {
    return root.pageId;
  }

  /** The counter that bbolt keeps for its user; unsigned. */
  public long sequence() {
    return root.sequence;
  }

  /** True when the elements lie in the bucket's header. */
  public boolean isInline() {
    return root.inlinePage.isPresent();
  }

  /** A new cursor, before the first element. */
  public BoltCursor cursor() {
    return new BoltCursor(this, Optional.empty());
  }

  /**
   * As {@link #cursor()}, for one walk from end to end: notes the pages of the tree that it goes
   * over. One that is noted already, by this walk or an earlier one, is damage.
   */
  public BoltCursor cursor(PageSet walked) {
    return new BoltCursor(this, Optional.of(walked));
  }

  /**
   * The bucket of this name in this one.
   *
   * @return empty also when the element of this name is a value
   * @throws CorruptFileException when the way to it, or its header, is damaged; when it is a value
   *     in the bucket of buckets, where bbolt lets nobody put one
   */
  public Optional<BoltBucket> bucket(Bytes wanted) throws FormatException {
    BoltCursor cursor = cursor();
    boolean found =
        cursor.seek(wanted.segment()) && KeyOrder.compare(cursor.key(), wanted.segment()) == 0;
    return found && isBucket(cursor) ? Optional.of(cursor.bucket()) : Optional.empty();
  }

  /**
   * All buckets in this one, in the file's order.
   *
   * @throws CorruptFileException when the tree or a bucket's header is damaged; when there is a
   *     value in the bucket of buckets
   * @throws UnsupportedFormatException when there are more than 65,536, which no etcd file has
   */
  public List<BoltBucket> buckets() throws FormatException {
    var found = new ArrayList<BoltBucket>();
    for (BoltCursor cursor = cursor(); cursor.next(); ) {
      if (isBucket(cursor)) {
        if (found.size() == MAX_LISTED) {
          throw new UnsupportedFormatException(
              cursor.at(), "number of buckets", "over " + MAX_LISTED, "at most " + MAX_LISTED);
        }
        found.add(cursor.bucket());
      }
    }
    return found;
  }

  private boolean isBucket(BoltCursor cursor) throws CorruptFileException {
    if (name.isEmpty() && !cursor.isBucket()) {
      throw new CorruptFileException(
          cursor.at(), "element " + Bytes.copyOf(cursor.key()), "a bucket", "a value");
    }
    return cursor.isBucket();
  }

  /**
   * Pages, bytes and depth of the tree, without the pages of the buckets in it.
   *
   * @throws CorruptFileException when a page of it is damaged or reached twice
   */
  public BucketStats stats() throws CorruptFileException {
    return BucketStats.of(this);
  }

  BoltFile file() {
    return file;
  }

  /**
   * The root of the tree: a page, or the inline page.
   *
   * @throws CorruptFileException when the page is not of a tree, or as {@link BoltFile#page}
   */
  public TreePage rootPage() throws CorruptFileException {
    if (root.inlinePage.isPresent()) {
      return root.inlinePage.get();
    }
    return file.treePage(root.pageId, at);
  }
}
