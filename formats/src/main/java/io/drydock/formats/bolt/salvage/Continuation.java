package io.drydock.formats.bolt.salvage;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.LeafElement;
import io.drydock.formats.bolt.LeafPage;
import io.drydock.formats.bolt.PageHeader;
import io.drydock.formats.bytes.ByteSource;

/**
 * The pages that continue a leaf. They hold nothing but keys and values, so nothing in them tells
 * whether they are still what was written.
 */
public final class Continuation {

  private Continuation() {}

  /**
   * True when a page that the row reaches into looks as if it was overwritten: all of it is zero,
   * or it names itself as a page of its own. A value may look so by itself, if a page of it is
   * zero.
   */
  public static boolean looksOverwritten(BoltFile file, LeafElement row) {
    LeafPage page = row.page();
    if (page.header().overflow() == 0) {
      return false;
    }
    long first = Math.max(row.offset() / file.pageSize(), page.header().id() + 1);
    long last = (row.offset() + row.keyBytes() + row.valueBytes() - 1) / file.pageSize();
    for (long id = first; id <= last; id++) {
      if (namesItself(file, id) || isZero(file, id)) {
        return true;
      }
    }
    return false;
  }

  /** True when the page begins with the header of a branch, a leaf or a freelist of its number. */
  static boolean namesItself(BoltFile file, long id) {
    try {
      PageHeader header = PageHeader.read(file.source(), id * file.pageSize());
      return header.id() == id
          && switch (header.flags()) {
            case PageHeader.LEAF, PageHeader.BRANCH, PageHeader.FREELIST -> true;
            default -> false;
          };
    } catch (CorruptFileException end) {
      return false;
    }
  }

  private static boolean isZero(BoltFile file, long id) {
    ByteSource source = file.source();
    long offset = id * file.pageSize();
    try {
      return source.isZero(offset, Math.min(file.pageSize(), source.size() - offset));
    } catch (CorruptFileException end) {
      return false;
    }
  }
}
