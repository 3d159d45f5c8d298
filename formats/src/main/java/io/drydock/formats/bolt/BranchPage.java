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
 *                              element; must lie behind the last element
 * 20+16i    4   u32 LE  ksize  bytes of the key; its end must lie in the page (overflow included)
 * 24+16i    8   u64 LE  pgid   page number of the child; 2 to high-water mark - 1
 * </pre>
 *
 * <p>Source: bbolt 1.3.6 {@code page.go}, {@code node.go}.
 */
public final class BranchPage implements TreePage {

  /** Size of an element in the table behind the header. */
  public static final int ELEMENT_BYTES = LeafPage.ELEMENT_BYTES;

  private final PageHeader header;
  private final Extent at;
  private final MemorySegment bytes;

  private BranchPage(PageHeader header, Extent at, MemorySegment bytes) {
    this.header = header;
    this.at = at;
    this.bytes = bytes;
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

  @Override
  public PageHeader header() {
    return header;
  }

  @Override
  public Extent at() {
    return at;
  }

  /** Page number of the child, unsigned, not checked. */
  public long childId(int ordinal) {
    return bytes.get(PageHeader.U64, LeafPage.elementFrom(ordinal) + 8);
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
    long element = LeafPage.elementFrom(ordinal);
    return new CorruptFileException(
        elementAt(ordinal),
        "element " + ordinal + " of branch page " + Long.toUnsignedString(header.id()),
        "a key between " + LeafPage.tableBytes(header) + " and " + bytes.byteSize(),
        Integer.toUnsignedString(bytes.get(PageHeader.U32, element + 4))
            + " bytes from "
            + (element + Integer.toUnsignedLong(bytes.get(PageHeader.U32, element))));
  }

  /** The key, or nothing where {@link #key} throws. */
  public Optional<MemorySegment> soundKey(int ordinal) {
    long element = LeafPage.elementFrom(ordinal);
    long key = element + (bytes.get(PageHeader.U32, element) & 0xffffffffL);
    long keyBytes = bytes.get(PageHeader.U32, element + 4) & 0xffffffffL;
    boolean isSound = key >= LeafPage.tableBytes(header) && key + keyBytes <= bytes.byteSize();
    return isSound ? Optional.of(bytes.asSlice(key, keyBytes)) : Optional.empty();
  }

  /** The 16 bytes of an element. */
  public Extent elementAt(int ordinal) {
    return new Extent(at.file(), at.offset() + LeafPage.elementFrom(ordinal), ELEMENT_BYTES);
  }

  @Override
  public long bytesInUse() throws CorruptFileException {
    long sum = LeafPage.tableBytes(header);
    for (int i = 0; i < count(); i++) {
      sum += key(i).byteSize();
    }
    if (sum > bytes.byteSize()) {
      throw new CorruptFileException(
          at,
          "keys of branch page " + Long.toUnsignedString(header.id()) + " overlap",
          "at most " + bytes.byteSize() + " bytes",
          Long.toString(sum));
    }
    return sum;
  }
}
