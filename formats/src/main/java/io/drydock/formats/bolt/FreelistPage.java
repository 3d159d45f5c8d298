package io.drydock.formats.bolt;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bytes.ByteSource;
import java.lang.foreign.MemorySegment;

/**
 * The numbers of all pages that may be used again, those that a finished transaction set free but a
 * reader may still hold included.
 *
 * <pre>
 * offset size type      field  meaning, checked how
 *  0     16   -         -      {@link PageHeader}, flags 0x10
 * 16      8   u64 LE    count  only when the header's count is 0xffff; else that one counts
 * then    8   u64 LE    id     count times, ascending; must fit into the page
 * </pre>
 *
 * <p>etcd on Linux keeps none ({@link Meta#NO_FREELIST}). Source: bbolt 1.3.6 {@code freelist.go}.
 */
public final class FreelistPage implements Page {

  private static final int COUNT_FOLLOWS = 0xffff;

  private final PageHeader header;
  private final Extent at;
  private final long idsOffset;
  private final MemorySegment ids;

  private FreelistPage(PageHeader header, Extent at, long idsOffset, MemorySegment ids) {
    this.header = header;
    this.at = at;
    this.idsOffset = idsOffset;
    this.ids = ids;
  }

  static FreelistPage read(ByteSource source, PageHeader header, Extent at)
      throws CorruptFileException {
    long from = at.offset() + PageHeader.BYTES;
    long count = header.count();
    if (count == COUNT_FOLLOWS) {
      count = source.u64(from);
      from += Long.BYTES;
    }
    long room = (at.end() - from) / Long.BYTES;
    if (Long.compareUnsigned(count, room) > 0) {
      throw new CorruptFileException(
          at,
          "count of the freelist",
          "at most " + room + " ids, as the page has room for",
          Long.toUnsignedString(count));
    }
    return new FreelistPage(header, at, from, source.view(from, count * Long.BYTES));
  }

  @Override
  public PageHeader header() {
    return header;
  }

  @Override
  public Extent at() {
    return at;
  }

  /** Number of page ids. */
  public long count() {
    return ids.byteSize() / Long.BYTES;
  }

  /** The first of the pages that hold the list. */
  long firstPage() {
    return header.id();
  }

  /** The last of the pages that hold the list. */
  long lastPage() {
    return header.id() + header.overflow();
  }

  /** The page id at this position, 0 to {@link #count()} - 1; unsigned, not checked. */
  public long id(long ordinal) {
    return ids.get(PageHeader.U64, ordinal * Long.BYTES);
  }

  /** The eight bytes of that id. */
  public Extent idAt(long ordinal) {
    return new Extent(at.file(), idsOffset + ordinal * Long.BYTES, Long.BYTES);
  }
}
