package io.drydock.formats.bolt;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A page of keys with their values; a value may be the header of a bucket.
 *
 * <pre>
 * offset   size type    field  meaning, checked how
 *  0       16   -       -      {@link PageHeader}, flags 0x02
 * 16+16i    4   u32 LE  flags  of element i: 1 = the value is a bucket ({@link BoltBucket}), else 0
 * 20+16i    4   u32 LE  pos    where the key begins, counted from the start of this element; must
 *                              lie behind the last element, and is directly behind what stands
 *                              before it ({@link TreePage})
 * 24+16i    4   u32 LE  ksize  bytes of the key
 * 28+16i    4   u32 LE  vsize  bytes of the value, which follows its key directly; the end of the
 *                              value must lie in the page (overflow included)
 * </pre>
 *
 * <p>Elements are ordered by key, bytewise unsigned, the shorter prefix first. Reading does not
 * rely on it. Source: bbolt 1.3.6 {@code page.go}, {@code node.go}.
 *
 * <p>Views of keys and values are of the file itself and live as long as its source.
 */
public final class LeafPage extends TreePage {

  /** Size of an element in the table behind the header. */
  public static final int ELEMENT_BYTES = 16;

  /** Flag of an element whose value is a bucket. */
  public static final int BUCKET_FLAG = 1;

  private LeafPage(PageHeader header, Extent at, MemorySegment bytes) {
    super(header, at, bytes);
  }

  /** The page over all of its bytes; throws when they have no room for the element table. */
  static LeafPage of(PageHeader header, Extent at, MemorySegment bytes)
      throws CorruptFileException {
    checkTable(header, at);
    return new LeafPage(header, at, bytes);
  }

  static void checkTable(PageHeader header, Extent at) throws CorruptFileException {
    if (tableBytes(header) > at.length()) {
      throw new CorruptFileException(
          at,
          "element count of " + header.kind() + " page " + Long.toUnsignedString(header.id()),
          "at most " + (at.length() - PageHeader.BYTES) / ELEMENT_BYTES,
          Integer.toString(header.count()));
    }
  }

  /** Header and element table. */
  static long tableBytes(PageHeader header) {
    return PageHeader.BYTES + (long) header.count() * ELEMENT_BYTES;
  }

  /**
   * One element.
   *
   * @param ordinal 0 to {@link #count()} - 1
   * @throws CorruptFileException when key or value do not lie in the page behind the table
   */
  LeafElement element(int ordinal) throws CorruptFileException {
    LeafElement element = decode(ordinal);
    if (!lies(element)) {
      throw new CorruptFileException(
          new Extent(at().file(), at().offset() + elementFrom(ordinal), ELEMENT_BYTES),
          "element " + ordinal + " of " + name(),
          "key and value between " + tableBytes(header()) + " and " + bytes().byteSize(),
          element.keyBytes() + " + " + element.valueBytes() + " bytes from " + element.keyFrom());
    }
    return element;
  }

  /** The element, or nothing where {@link #element} throws. */
  public Optional<LeafElement> soundElement(int ordinal) {
    return Optional.of(decode(ordinal)).filter(this::lies);
  }

  private LeafElement decode(int ordinal) {
    long element = elementFrom(ordinal);
    return new LeafElement(
        this,
        bytes().get(PageHeader.U32, element) & 0xffffffffL,
        element + (bytes().get(PageHeader.U32, element + 4) & 0xffffffffL),
        bytes().get(PageHeader.U32, element + 8) & 0xffffffffL,
        bytes().get(PageHeader.U32, element + 12) & 0xffffffffL);
  }

  private boolean lies(LeafElement element) {
    return element.keyFrom() >= tableBytes(header())
        && element.keyFrom() + element.keyBytes() + element.valueBytes() <= bytes().byteSize();
  }

  @Override
  long keyFrom(int ordinal) {
    long element = elementFrom(ordinal);
    return element + (bytes().get(PageHeader.U32, element + 4) & 0xffffffffL);
  }

  @Override
  long dataBytes(int ordinal) {
    long element = elementFrom(ordinal);
    return (bytes().get(PageHeader.U32, element + 8) & 0xffffffffL)
        + (bytes().get(PageHeader.U32, element + 12) & 0xffffffffL);
  }

  @Override
  void checkElement(int ordinal) throws CorruptFileException {
    element(ordinal);
  }

  /** Where the element begins, from the start of the page. */
  static long elementFrom(int ordinal) {
    return PageHeader.BYTES + (long) ordinal * ELEMENT_BYTES;
  }
}
