package io.drydock.formats.bolt;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A page that leads to others: for each child the smallest key of its part of the tree.
 *
 * <pre>
 * offset   size type    field  meaning, checked how
 *  0       16   -       -      {@link PageHeader}, flags 0x01
 * 16+16i    4   u32 LE  pos    where the key of child i begins, counted from the start of this
 *                              element; must lie behind the last element, and is directly behind
 *                              what stands before it ({@link TreePage})
 * 20+16i    4   u32 LE  ksize  bytes of the key; its end must lie in the page (overflow included)
 * 24+16i    8   u64 LE  pgid   page number of the child; 2 to high-water mark - 1
 * </pre>
 *
 * <p>Source: bbolt 1.3.6 {@code page.go}, {@code node.go}.
 */
public final class BranchPage extends TreePage {

  /** Size of an element in the table behind the header. */
  public static final int ELEMENT_BYTES = LeafPage.ELEMENT_BYTES;

  private BranchPage(PageHeader header, Extent at, MemorySegment bytes) {
    super(header, at, bytes);
  }

  /** The page over all of its bytes; throws when it has no child or no room for its table. */
  static BranchPage of(PageHeader header, Extent at, MemorySegment bytes)
      throws CorruptFileException {
    LeafPage.checkTable(header, at);
    if (header.count() == 0) {
      throw new CorruptFileException(
          at, "branch page " + Long.toUnsignedString(header.id()) + " without a child");
    }
    return new BranchPage(header, at, bytes);
  }

  /** Page number of the child, unsigned, not checked. */
  public long childId(int ordinal) {
    return bytes().get(PageHeader.U64, LeafPage.elementFrom(ordinal) + 8);
  }

  /**
   * The smallest key of the child's part of the tree, as a view of the file.
   *
   * @throws CorruptFileException when it does not lie in the page behind the table
   */
  public MemorySegment key(int ordinal) throws CorruptFileException {
    Optional<MemorySegment> key = soundKey(ordinal);
    if (key.isEmpty()) {
      throw damagedElement(ordinal);
    }
    return key.get();
  }

  private CorruptFileException damagedElement(int ordinal) {
    return new CorruptFileException(
        elementAt(ordinal),
        "element " + ordinal + " of " + name(),
        "a key between " + LeafPage.tableBytes(header()) + " and " + bytes().byteSize(),
        dataBytes(ordinal) + " bytes from " + keyFrom(ordinal));
  }

  /** The key, or nothing where {@link #key} throws. */
  public Optional<MemorySegment> soundKey(int ordinal) {
    long key = keyFrom(ordinal);
    long keyBytes = dataBytes(ordinal);
    boolean isSound = key >= LeafPage.tableBytes(header()) && key + keyBytes <= bytes().byteSize();
    return isSound ? Optional.of(bytes().asSlice(key, keyBytes)) : Optional.empty();
  }

  /** Where the last byte of the table, or of a key that can be read, ends. */
  public long soundBytes() {
    long end = LeafPage.tableBytes(header());
    for (int i = 0; i < count(); i++) {
      end = soundKey(i).isPresent() ? Math.max(end, keyFrom(i) + dataBytes(i)) : end;
    }
    return end;
  }

  /** The 16 bytes of an element. */
  public Extent elementAt(int ordinal) {
    return new Extent(at().file(), at().offset() + LeafPage.elementFrom(ordinal), ELEMENT_BYTES);
  }

  @Override
  long keyFrom(int ordinal) {
    long element = LeafPage.elementFrom(ordinal);
    return element + (bytes().get(PageHeader.U32, element) & 0xffffffffL);
  }

  @Override
  long dataBytes(int ordinal) {
    return bytes().get(PageHeader.U32, LeafPage.elementFrom(ordinal) + 4) & 0xffffffffL;
  }

  @Override
  void checkElement(int ordinal) throws CorruptFileException {
    key(ordinal);
  }
}
