package io.drydock.formats.bolt;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.UnsupportedFormatException;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * A bbolt file at the state of one of its two metas, read-only.
 *
 * <p>Takes no lock and copies nothing. On a file that a server holds open, pages of this state may
 * be reused by the server's next commits: {@link #metasUnchanged()} after reading tells whether
 * that can have happened.
 *
 * <p>A file may be longer than its pages in use (etcd lets it grow in steps of 16 MiB, a snapshot
 * file has a checksum at its end). A file that is shorter opens too, so that the rest of it can be
 * read; whatever refers to the missing part is then damage.
 *
 * <p>Used by the one thread that uses its source; the source belongs to the caller.
 */
public final class BoltFile {

  /** Pages 0 and 1 are metas; the tree and the freelist begin here. */
  static final long FIRST_DATA_PAGE = 2;

  private final ByteSource source;
  private final List<MetaSlot> slots;
  private final MetaSlot.Valid chosen;
  private final int pageSize;

  private BoltFile(ByteSource source, List<MetaSlot> slots, MetaSlot.Valid chosen) {
    this.source = source;
    this.slots = slots;
    this.chosen = chosen;
    this.pageSize = chosen.meta().pageSize();
  }

  /**
   * Reads both metas and goes by the valid one with the higher transaction number, or by the only
   * valid one, as bbolt does.
   *
   * <p>The page size, and so the place of the second meta, comes from the first; when that one is
   * bad, every power of two from 1 KiB to 16 MiB is tried (bbolt 1.3.7 and later).
   *
   * @throws CorruptFileException when neither meta is valid; the message gives both reasons
   * @throws UnsupportedFormatException when neither is valid and the reason is a format version, a
   *     page size or a byte order that this code does not read
   */
  public static BoltFile open(ByteSource source) throws FormatException {
    MetaSlot first = MetaSlot.read(source, 0, 0);
    MetaSlot second =
        first instanceof MetaSlot.Valid(int id, Extent at, Meta meta)
            ? MetaSlot.read(source, 1, meta.pageSize())
            : findSecond(source);
    var slots = List.of(first, second);
    return new BoltFile(source, slots, choose(source, slots));
  }

  /**
   * The file at a state of which its metas need not tell: that of the older one, or of a tree of
   * buckets that was found without them.
   *
   * @param meta what is taken for it; nothing of it is checked
   */
  public static BoltFile assuming(ByteSource source, Meta meta) {
    MetaSlot first = MetaSlot.read(source, 0, 0);
    MetaSlot second = MetaSlot.read(source, 1, meta.pageSize());
    Extent at = source.extent(0, Math.min(source.size(), Meta.BYTES));
    return new BoltFile(source, List.of(first, second), new MetaSlot.Valid(0, at, meta));
  }

  private static MetaSlot findSecond(ByteSource source) {
    for (int size = Meta.MIN_PAGE_BYTES; size <= Meta.MAX_PAGE_BYTES; size <<= 1) {
      MetaSlot slot = MetaSlot.read(source, 1, size);
      if (slot instanceof MetaSlot.Valid valid && valid.meta().pageSize() == size
          || slot instanceof MetaSlot.Invalid invalid
              && invalid.reason() instanceof UnsupportedFormatException) {
        return slot;
      }
    }
    return MetaSlot.read(source, 1, 4096);
  }

  private static MetaSlot.Valid choose(ByteSource source, List<MetaSlot> slots)
      throws FormatException {
    MetaSlot first = slots.getFirst();
    MetaSlot second = slots.getLast();
    if (first instanceof MetaSlot.Valid a && second instanceof MetaSlot.Valid b) {
      return Long.compareUnsigned(a.meta().txid(), b.meta().txid()) >= 0 ? a : b;
    }
    for (MetaSlot slot : slots) {
      if (slot instanceof MetaSlot.Valid valid) {
        return valid;
      }
    }
    for (MetaSlot slot : slots) {
      if (((MetaSlot.Invalid) slot).reason() instanceof UnsupportedFormatException unsupported) {
        throw unsupported;
      }
    }
    throw new CorruptFileException(
        source.extent(0, Math.min(source.size(), Meta.BYTES)),
        "not a bbolt file, or both of its metas are bad (page 0: "
            + ((MetaSlot.Invalid) first).reason().getMessage()
            + "; page 1: "
            + ((MetaSlot.Invalid) second).reason().getMessage()
            + ")");
  }

  /** The bytes that this reads. */
  public ByteSource source() {
    return source;
  }

  /** Both metas as they were at opening, page 0 first. */
  public List<MetaSlot> slots() {
    return slots;
  }

  /** The meta that this goes by. */
  public Meta meta() {
    return chosen.meta();
  }

  /** In bytes. */
  public int pageSize() {
    return pageSize;
  }

  /**
   * Pages in use that the file has bytes for: the high-water mark, or less when the file is cut
   * short. The last one may be cut in two.
   */
  public long pageCount() {
    long present = Math.ceilDivExact(source.size(), pageSize);
    long marked = meta().highWaterMark();
    return Long.compareUnsigned(marked, present) < 0 ? marked : present;
  }

  /** Bytes that the high-water mark promises and the file does not have; 0 for a whole file. */
  public long missingBytes() {
    long marked = meta().highWaterMark();
    if (Long.compareUnsigned(marked, source.size() / pageSize) <= 0) {
      return 0;
    }
    boolean tooLarge = Long.compareUnsigned(marked, Long.MAX_VALUE / pageSize) > 0;
    return (tooLarge ? Long.MAX_VALUE : marked * pageSize) - source.size();
  }

  /** True while both metas are those that were read at opening: no commit came in between. */
  public boolean metasUnchanged() {
    for (MetaSlot slot : slots) {
      MetaSlot now = MetaSlot.read(source, slot.pageId(), (long) slot.pageId() * pageSize);
      boolean same =
          slot instanceof MetaSlot.Valid before
              ? now instanceof MetaSlot.Valid after && before.meta().equals(after.meta())
              : now instanceof MetaSlot.Invalid;
      if (!same) {
        return false;
      }
    }
    return true;
  }

  /** The tree of buckets, itself a bucket without a name. */
  public BoltBucket root() {
    return BoltBucket.top(this, metaField(32, BoltBucket.HEADER_BYTES));
  }

  /** A field of the meta that this goes by. */
  Extent metaField(long offsetInPage, long length) {
    return source.extent(chosen.at().offset() + offsetInPage, length);
  }

  /** All top-level buckets in name order; as {@link BoltBucket#buckets()}. */
  public List<BoltBucket> buckets() throws FormatException {
    return root().buckets();
  }

  /** The top-level bucket of this name; as {@link BoltBucket#bucket(Bytes)}. */
  public Optional<BoltBucket> bucket(Bytes name) throws FormatException {
    return root().bucket(name);
  }

  /**
   * The pages that hold nothing, from the freelist page or, where none is kept, by going over the
   * whole tree (page headers and elements, not values).
   *
   * @throws CorruptFileException when the freelist, or the tree without one, is damaged
   */
  public FreePages freePages() throws CorruptFileException {
    return FreePages.of(this);
  }

  /**
   * As {@link #freePages()}, when every bucket was walked already and the pages of their trees
   * noted ({@link BoltBucket#cursor(PageSet)}): only the tree of buckets is gone over, and its
   * pages are noted too.
   *
   * @throws CorruptFileException when the freelist, or the tree of buckets, is damaged
   */
  public FreePages freePages(PageSet walked) throws CorruptFileException {
    return FreePages.of(this, walked);
  }

  /**
   * The page of this number with those that continue it.
   *
   * @throws CorruptFileException when the number is not below the high-water mark, the page names
   *     itself differently, has none or several kinds, or does not lie in the file or below the
   *     high-water mark as a whole
   */
  public Page page(long id) throws CorruptFileException {
    return page(id, chosen.at());
  }

  /** As {@link #page(long)}; an id out of range is damage of {@code referrer}. */
  Page page(long id, Extent referrer) throws CorruptFileException {
    checkRange(id, 0, referrer);
    long offset = id * pageSize;
    if (offset > source.size() - PageHeader.BYTES) {
      throw new CorruptFileException(
          source.extent(offset, PageHeader.BYTES),
          "page " + id,
          "a file of at least " + (offset + pageSize) + " bytes",
          Long.toString(source.size()));
    }
    PageHeader header = PageHeader.read(source, offset);
    Extent at = checkHeader(id, header, offset);
    return switch (header.flags()) {
      case PageHeader.BRANCH -> BranchPage.of(header, at, source.view(offset, at.length()));
      case PageHeader.LEAF -> LeafPage.of(header, at, source.view(offset, at.length()));
      case PageHeader.FREELIST -> FreelistPage.read(source, header, at);
      case PageHeader.META -> new MetaPage(header, at, MetaSlot.read(source, metaSlot(id), offset));
      default ->
          throw new CorruptFileException(
              source.extent(offset + 8, 2),
              "flags of page " + id,
              "branch, leaf, meta or freelist",
              header.kind());
    };
  }

  /** As {@link #page(long, Extent)}, with 0 and 1 out of range. */
  Page dataPage(long id, Extent referrer) throws CorruptFileException {
    checkRange(id, FIRST_DATA_PAGE, referrer);
    return page(id, referrer);
  }

  /**
   * As {@link #page(long)} for a page of a tree: a branch or a leaf, not page 0 or 1.
   *
   * @param referrer what led to the page; a number out of range is its damage
   * @throws CorruptFileException as {@link #page(long)}, and when the page is of another kind
   */
  public TreePage treePage(long id, Extent referrer) throws CorruptFileException {
    Page page = dataPage(id, referrer);
    if (page instanceof TreePage treePage) {
      return treePage;
    }
    throw new CorruptFileException(
        page.at(), "kind of page " + id, "branch or leaf", page.header().kind());
  }

  private void checkRange(long id, long first, Extent referrer) throws CorruptFileException {
    long marked = meta().highWaterMark();
    if (Long.compareUnsigned(id, first) < 0 || Long.compareUnsigned(id, marked) >= 0) {
      throw new CorruptFileException(
          referrer,
          "page number",
          first + " to " + Long.toUnsignedString(marked - 1) + " (below the high-water mark)",
          Long.toUnsignedString(id));
    }
    if (id > source.size() / pageSize) {
      throw new CorruptFileException(
          referrer,
          "page number",
          "a page within the " + source.size() + " bytes of the file",
          Long.toUnsignedString(id));
    }
  }

  private Extent checkHeader(long id, PageHeader header, long offset) throws CorruptFileException {
    if (header.id() != id) {
      throw new CorruptFileException(
          source.extent(offset, Long.BYTES),
          "page that names itself",
          Long.toString(id),
          Long.toUnsignedString(header.id()));
    }
    long pages = header.overflow() + 1;
    if (Long.compareUnsigned(pages, meta().highWaterMark() - id) > 0
        || pages * pageSize > source.size() - offset) {
      throw new CorruptFileException(
          source.extent(offset + 12, Integer.BYTES),
          "overflow of page " + id,
          "pages below the high-water mark and within the file",
          Long.toString(header.overflow()));
    }
    return source.extent(offset, pages * pageSize);
  }

  private static int metaSlot(long id) {
    return id == 0 ? 0 : 1;
  }
}
