package io.drydock.formats.bolt;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import java.util.Objects;

/**
 * The pages that hold nothing: what a defragmentation gives back.
 *
 * @param pages their numbers, all below the high-water mark and the end of the file
 * @param isPersisted true when they come from a freelist page; false when that is not kept, and
 *     they are those that no bucket reaches
 */
public record FreePages(PageSet pages, boolean isPersisted) {

  /** Both parts are required. */
  public FreePages {
    Objects.requireNonNull(pages, "pages");
  }

  static FreePages of(BoltFile file) throws CorruptFileException {
    return file.meta().hasFreelist() ? new FreePages(listed(file), true) : unreached(reached(file));
  }

  /** With the pages of all buckets' trees known; those of the tree of buckets are put in. */
  static FreePages of(BoltFile file, PageSet walked) throws CorruptFileException {
    if (file.meta().hasFreelist()) {
      return new FreePages(listed(file), true);
    }
    BoltCursor cursor = file.root().cursor(walked);
    while (cursor.next()) {
      // The cursor notes the pages; the buckets in them were walked before.
    }
    return unreached(walked);
  }

  private static FreePages unreached(PageSet reached) {
    return new FreePages(reached.complementFrom(BoltFile.FIRST_DATA_PAGE), false);
  }

  /** The freelist's page, which must be one. */
  static FreelistPage freelist(BoltFile file) throws CorruptFileException {
    long id = file.meta().freelistPageId();
    Extent referrer = file.metaField(48, Long.BYTES);
    Page page = file.dataPage(id, referrer);
    if (page instanceof FreelistPage freelist) {
      return freelist;
    }
    throw new CorruptFileException(
        page.at(), "kind of page " + id, "freelist", page.header().kind());
  }

  private static PageSet listed(BoltFile file) throws CorruptFileException {
    FreelistPage freelist = freelist(file);
    var pages = new PageSet(file.pageCount());
    for (long i = 0; i < freelist.count(); i++) {
      long id = freelist.id(i);
      if (Long.compareUnsigned(id, BoltFile.FIRST_DATA_PAGE) < 0
          || Long.compareUnsigned(id, pages.limit()) >= 0) {
        throw new CorruptFileException(
            freelist.idAt(i),
            "id in the freelist",
            BoltFile.FIRST_DATA_PAGE + " to " + (pages.limit() - 1),
            Long.toUnsignedString(id));
      }
      if (!pages.add(id)) {
        throw new CorruptFileException(freelist.idAt(i), "page " + id + " twice in the freelist");
      }
    }
    return pages;
  }

  private static PageSet reached(BoltFile file) throws CorruptFileException {
    var walk = new TreeWalk<>(file, new Everything());
    walk.over(file.root());
    return walk.seen();
  }

  /** Goes everywhere and stops at the first damage: with a gap, no page could be called free. */
  private static final class Everything implements TreeWalk.Visitor<CorruptFileException> {

    @Override
    public void page(TreePage page, TreeWalk.Position position) throws CorruptFileException {
      page.bytesInUse();
    }

    @Override
    public void damaged(TreeWalk.Damage kind, CorruptFileException damage)
        throws CorruptFileException {
      throw damage;
    }

    @Override
    public boolean enters(BoltBucket bucket) {
      return true;
    }
  }
}
