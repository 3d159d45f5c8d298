package io.drydock.formats.bolt;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A page of the tree of a bucket: header, a table of elements, then what the elements point to.
 *
 * <p>bbolt writes a page in one go and leaves no gap: the key of element 0 begins directly behind
 * the table, each other one where the element before it ends, and a page without elements is zero
 * behind its header. An inline page ends with its last element. All releases do (bbolt 1.3.6 and
 * 1.4.3, {@code node.write}, into a buffer of zeros). So the bytes tell whether the count is the
 * one that was written, which no checksum does.
 */
public abstract sealed class TreePage implements Page permits BranchPage, LeafPage {

  private final PageHeader header;
  private final Extent at;
  private final MemorySegment bytes;

  TreePage(PageHeader header, Extent at, MemorySegment bytes) {
    this.header = header;
    this.at = at;
    this.bytes = bytes;
  }

  @Override
  public PageHeader header() {
    return header;
  }

  @Override
  public Extent at() {
    return at;
  }

  MemorySegment bytes() {
    return bytes;
  }

  /** Number of elements. */
  public int count() {
    return header.count();
  }

  /** Where the key of an element begins, from the start of the page; not checked. */
  abstract long keyFrom(int ordinal);

  /** Bytes of an element behind the table: its key and, in a leaf, its value; not checked. */
  abstract long dataBytes(int ordinal);

  /** Throws when key or value of the element do not lie in the page behind the table. */
  abstract void checkElement(int ordinal) throws CorruptFileException;

  /**
   * The bytes that header, element table, keys and values need together; the rest of the page is
   * room for more.
   *
   * @throws CorruptFileException when an element does not lie in the page, or does not begin where
   *     what stands before it ends: then the count, a place or a length is not what was written
   */
  public final long bytesInUse() throws CorruptFileException {
    if (count() == 0 && !isBlank()) {
      throw wrongCount();
    }
    long end = LeafPage.tableBytes(header);
    for (int i = 0; i < count(); i++) {
      if (keyFrom(i) != end || end + dataBytes(i) > bytes.byteSize()) {
        checkElement(i);
        throw new CorruptFileException(
            new Extent(at.file(), at.offset() + LeafPage.elementFrom(i), LeafPage.ELEMENT_BYTES),
            "key of element " + i + " of " + name(),
            "to begin at " + end + ", directly behind what stands before it",
            Long.toString(keyFrom(i)));
      }
      end += dataBytes(i);
    }
    if (isInline() && end != bytes.byteSize()) {
      throw new CorruptFileException(
          at, "bytes of an inline bucket", Long.toString(end), Long.toString(bytes.byteSize()));
    }
    return end;
  }

  /** The image of a page in the header of a bucket: cut off behind its last element. */
  private boolean isInline() {
    return header.id() == 0;
  }

  /**
   * Whether the page has as many elements as it was written with: some key begins where table and
   * elements before it end. With another count none does, because the table would end elsewhere.
   */
  public final boolean isCountProven() {
    if (count() == 0) {
      return isBlank();
    }
    long end = LeafPage.tableBytes(header);
    for (int i = 0; i < count(); i++) {
      if (keyFrom(i) == end) {
        return true;
      }
      end += dataBytes(i);
    }
    return false;
  }

  /**
   * Whether the lengths of an element agree with the places of its neighbours: it ends where the
   * next one begins or, where that one's place alone is wrong, should begin. Of the last one, which
   * nothing follows in a page of the file, its place is asked.
   *
   * @param ordinal 0 to {@link #count()} - 1
   */
  public final boolean isInLine(int ordinal) {
    if (ordinal + 1 == count()) {
      return isInline()
          ? end(ordinal) == bytes.byteSize()
          : ordinal == 0
              || end(ordinal - 1) == keyFrom(ordinal)
              || ordinal > 1 && end(ordinal - 2) + dataBytes(ordinal - 1) == keyFrom(ordinal);
    }
    int following = ordinal + 1;
    return end(ordinal) == keyFrom(following)
        || end(following) > bytes.byteSize()
        || following + 1 < count() && end(ordinal) + dataBytes(following) == keyFrom(following + 1);
  }

  private long end(int ordinal) {
    return keyFrom(ordinal) + dataBytes(ordinal);
  }

  /** The damage of a page whose count is not {@link #isCountProven proven}, or must not be 0. */
  public final CorruptFileException wrongCount() {
    return new CorruptFileException(
        new Extent(at.file(), at.offset() + PageHeader.COUNT_OFFSET, Short.BYTES),
        "element count of " + name(),
        count() == 0 ? "at least 1" : "a table that ends where the keys begin, at " + keyFrom(0),
        Integer.toString(count()));
  }

  /** All zero behind the header. */
  private boolean isBlank() {
    long offset = PageHeader.BYTES;
    for (; offset + Long.BYTES <= bytes.byteSize(); offset += Long.BYTES) {
      if (bytes.get(PageHeader.U64, offset) != 0) {
        return false;
      }
    }
    for (; offset < bytes.byteSize(); offset++) {
      if (bytes.get(ValueLayout.JAVA_BYTE, offset) != 0) {
        return false;
      }
    }
    return true;
  }

  /** {@code leaf page 7}. */
  final String name() {
    return header.kind() + " page " + Long.toUnsignedString(header.id());
  }
}
