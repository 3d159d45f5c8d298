package io.drydock.formats.bolt;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.UnsupportedFormatException;
import io.drydock.formats.bytes.ByteSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One of the two records that say where everything else is. It follows the header of pages 0 and 1;
 * the transaction with number t writes page t mod 2, a snapshot has t on page 0 and t-1 on page 1.
 *
 * <pre>
 * offset in page  size type    field          meaning, checked how
 * 16              4    u32 LE  magic          0xed0cdaed
 * 20              4    u32 LE  version        2; another one is not supported
 * 24              4    u32 LE  pageSize       in bytes; a power of two from 1 KiB to 16 MiB
 * 28              4    u32 LE  flags          0
 * 32              8    u64 LE  root           page of the tree of buckets
 * 40              8    u64 LE  sequence       of the root bucket; 0
 * 48              8    u64 LE  freelist       its page; all ones: not kept on disk (etcd on Linux)
 * 56              8    u64 LE  highWaterMark  pages in use; the first number never used
 * 64              8    u64 LE  txid           of the transaction that wrote this record
 * 72              8    u64 LE  checksum       FNV-1a (64 bit) of bytes 16..71
 * </pre>
 *
 * <p>Source: bbolt 1.3.6, {@code db.go}; real files of etcd 3.4.23 to 3.7.1.
 *
 * @param pageSize in bytes
 * @param flags as found, 0 in every known file
 * @param rootPageId page number of the root of the bucket tree
 * @param rootSequence sequence of the root bucket
 * @param freelistPageId page number, or {@link #NO_FREELIST}
 * @param highWaterMark pages in use; unsigned
 * @param txid transaction number; unsigned
 */
public record Meta(
    int pageSize,
    long flags,
    long rootPageId,
    long rootSequence,
    long freelistPageId,
    long highWaterMark,
    long txid) {

  /** In place of the freelist's page: free pages are those that the tree does not reach. */
  public static final long NO_FREELIST = -1L;

  /** Smallest page size: 1 KiB, the smallest that bbolt looks for a second meta at. */
  public static final int MIN_PAGE_BYTES = 1 << 10;

  /** Largest page size: 16 MiB, the largest that bbolt looks for a second meta at. */
  public static final int MAX_PAGE_BYTES = 1 << 24;

  /** Header and record; the rest of the page means nothing. */
  public static final int BYTES = 80;

  static final int VERSION = 2;

  private static final int MAGIC = 0xed0cdaed;
  private static final int CHECKSUM_AT = 72;
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /** True when the list of free pages is on disk. */
  public boolean hasFreelist() {
    return freelistPageId != NO_FREELIST;
  }

  /**
   * Reads the record of the meta page that begins at this offset.
   *
   * @throws CorruptFileException when the file ends before it, or magic, checksum or page size is
   *     wrong
   * @throws UnsupportedFormatException when checksum and magic are right but version or page size
   *     is one that this code does not read, or when the file is big-endian
   */
  static Meta read(ByteSource source, long pageOffset) throws FormatException {
    MemorySegment page = source.view(pageOffset, BYTES);
    checkMagic(source, pageOffset, page.get(PageHeader.U32, 16));
    long checksum = page.get(PageHeader.U64, CHECKSUM_AT);
    long computed = checksum(page);
    if (checksum != computed) {
      throw new CorruptFileException(
          source.extent(pageOffset + CHECKSUM_AT, 8),
          "meta checksum",
          Long.toHexString(computed),
          Long.toHexString(checksum));
    }
    int version = page.get(PageHeader.U32, 20);
    if (version != VERSION) {
      throw new UnsupportedFormatException(
          source.extent(pageOffset + 20, 4),
          "bbolt version",
          Integer.toUnsignedString(version),
          Integer.toString(VERSION));
    }
    int pageSize = page.get(PageHeader.U32, 24);
    if (!isPageSize(pageSize)) {
      throw new UnsupportedFormatException(
          source.extent(pageOffset + 24, 4),
          "page size",
          Integer.toUnsignedString(pageSize),
          "powers of two from " + MIN_PAGE_BYTES + " to " + MAX_PAGE_BYTES);
    }
    return decode(page);
  }

  /** True for the page sizes that are read and written. */
  public static boolean isPageSize(int bytes) {
    return Integer.bitCount(bytes) == 1 && bytes >= MIN_PAGE_BYTES && bytes <= MAX_PAGE_BYTES;
  }

  private static void checkMagic(ByteSource source, long pageOffset, int magic)
      throws FormatException {
    if (magic == Integer.reverseBytes(MAGIC)) {
      throw new UnsupportedFormatException(
          source.extent(pageOffset + 16, 4), "byte order", "big-endian", "little-endian");
    }
    if (magic != MAGIC) {
      throw new CorruptFileException(
          source.extent(pageOffset + 16, 4),
          "meta magic",
          Integer.toHexString(MAGIC),
          Integer.toHexString(magic));
    }
  }

  private static Meta decode(MemorySegment page) {
    return new Meta(
        page.get(PageHeader.U32, 24),
        page.get(PageHeader.U32, 28) & 0xffffffffL,
        page.get(PageHeader.U64, 32),
        page.get(PageHeader.U64, 40),
        page.get(PageHeader.U64, 48),
        page.get(PageHeader.U64, 56),
        page.get(PageHeader.U64, 64));
  }

  /** Writes a whole meta page, header included, to the start of the segment. */
  public void encode(long pageId, MemorySegment into) {
    new PageHeader(pageId, PageHeader.META, 0, 0).encode(into);
    into.set(PageHeader.U32, 16, MAGIC);
    into.set(PageHeader.U32, 20, VERSION);
    into.set(PageHeader.U32, 24, pageSize);
    into.set(PageHeader.U32, 28, (int) flags);
    into.set(PageHeader.U64, 32, rootPageId);
    into.set(PageHeader.U64, 40, rootSequence);
    into.set(PageHeader.U64, 48, freelistPageId);
    into.set(PageHeader.U64, 56, highWaterMark);
    into.set(PageHeader.U64, 64, txid);
    into.set(PageHeader.U64, CHECKSUM_AT, checksum(into));
  }

  private static long checksum(MemorySegment page) {
    long hash = FNV_BASIS;
    for (int at = PageHeader.BYTES; at < CHECKSUM_AT; at++) {
      hash = (hash ^ (page.get(ValueLayout.JAVA_BYTE, at) & 0xff)) * FNV_PRIME;
    }
    return hash;
  }
}
