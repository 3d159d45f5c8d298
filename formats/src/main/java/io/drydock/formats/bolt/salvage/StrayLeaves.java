package io.drydock.formats.bolt.salvage;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.LeafPage;
import io.drydock.formats.bolt.PageHeader;
import io.drydock.formats.bolt.PageSet;
import java.util.Optional;

/**
 * Finds the leaves that no tree has taken, page by page: each page of the file that names itself as
 * a leaf of its own number, by the 16 bytes of {@link PageHeader}.
 *
 * <p>A page that continues a stray leaf may have been used again since. Where one is taken by a
 * tree, or names itself, the leaf's own bytes end.
 */
public final class StrayLeaves {

  private StrayLeaves() {}

  /** What the scan finds, in the order of the file. */
  @FunctionalInterface
  public interface Visitor<X extends Exception> {

    /**
     * A leaf.
     *
     * @param ownBytes what of it is still its own, from its start: elements that reach behind are
     *     not to be believed
     */
    void leaf(LeafPage leaf, long ownBytes) throws X;
  }

  /**
   * Scans a file.
   *
   * @param file with a high-water mark that takes all pages in; its trees are not looked at
   * @param taken pages of sound trees
   * @throws X as the visitor
   */
  public static <X extends Exception> void scan(BoltFile file, PageSet taken, Visitor<X> visitor)
      throws X {
    for (long id = 2; id < file.pageCount(); id++) {
      file.source().touched(file.pageSize());
      if (!taken.contains(id)) {
        Optional<LeafPage> leaf = leaf(file, id);
        if (leaf.isPresent()) {
          visitor.leaf(leaf.get(), ownBytes(file, taken, leaf.get()));
        }
      }
    }
  }

  /** Nothing also where the table does not fit the page, or the page the file. */
  private static Optional<LeafPage> leaf(BoltFile file, long id) {
    if (header(file, id).flags() != PageHeader.LEAF) {
      return Optional.empty();
    }
    try {
      return file.page(id) instanceof LeafPage leaf ? Optional.of(leaf) : Optional.empty();
    } catch (CorruptFileException damage) {
      return Optional.empty();
    }
  }

  /** One of no kind where the file ends, or where another number stands. */
  private static PageHeader header(BoltFile file, long id) {
    try {
      PageHeader header = PageHeader.read(file.source(), id * file.pageSize());
      return header.id() == id ? header : new PageHeader(id, 0, 0, 0);
    } catch (CorruptFileException end) {
      return new PageHeader(id, 0, 0, 0);
    }
  }

  private static long ownBytes(BoltFile file, PageSet taken, LeafPage leaf) {
    long first = leaf.header().id();
    long own = first + 1;
    while (own <= first + leaf.header().overflow()
        && !taken.contains(own)
        && !Continuation.namesItself(file, own)) {
      own++;
    }
    return (own - first) * file.pageSize();
  }
}
