package io.drydock.formats.bolt;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.bytes.ByteSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The first 16 bytes of every page.
 *
 * <pre>
 * offset size type    field     meaning, checked how
 *  0     8    u64 LE  id        number of this page; page n lies at n * page size; must be the
 *                               number that led here (bbolt asserts it since 1.3.7)
 *  8     2    u16 LE  flags     0x01 branch, 0x02 leaf, 0x04 meta, 0x10 freelist; exactly one
 * 10     2    u16 LE  count     elements; 0xffff on a freelist page: the count follows as u64
 * 12     4    u32 LE  overflow  further pages that belong to this one and follow it directly
 * </pre>
 *
 * <p>Source: bbolt 1.3.6 and 1.4.3, {@code page.go}.
 *
 * @param id page number, unsigned
 * @param flags 0..0xffff
 * @param count 0..0xffff
 * @param overflow 0..2^32-1
 */
public record PageHeader(long id, int flags, int count, long overflow) {

  /** Size of the header. */
  public static final int BYTES = 16;

  /** Where the number of elements stands. */
  static final int COUNT_OFFSET = 10;

  /** Flag of a branch page. */
  public static final int BRANCH = 0x01;

  /** Flag of a leaf page. */
  public static final int LEAF = 0x02;

  /** Flag of a meta page. */
  public static final int META = 0x04;

  /** Flag of a freelist page. */
  public static final int FREELIST = 0x10;

  /** Two bytes of a page, at any address. */
  public static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Four bytes of a page, at any address. */
  public static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Eight bytes of a page, at any address. */
  public static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Reads the header at this offset; throws when the file ends before its last byte. */
  public static PageHeader read(ByteSource source, long offset) throws CorruptFileException {
    return decode(source.view(offset, BYTES));
  }

  /** Reads the header at the start of these bytes, at least 16. */
  public static PageHeader decode(MemorySegment bytes) {
    return new PageHeader(
        bytes.get(U64, 0),
        bytes.get(U16, 8) & 0xffff,
        bytes.get(U16, 10) & 0xffff,
        bytes.get(U32, 12) & 0xffffffffL);
  }

  /** Writes the 16 bytes to the start of the segment. */
  public void encode(MemorySegment into) {
    into.set(U64, 0, id);
    into.set(U16, 8, (short) flags);
    into.set(U16, 10, (short) count);
    into.set(U32, 12, (int) overflow);
  }

  /** The flags in bbolt's words: {@code branch}, or {@code 0x3} for what no page has. */
  String kind() {
    return switch (flags) {
      case BRANCH -> "branch";
      case LEAF -> "leaf";
      case META -> "meta";
      case FREELIST -> "freelist";
      default -> "0x" + Integer.toHexString(flags);
    };
  }
}
