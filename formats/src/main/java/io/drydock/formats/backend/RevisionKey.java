package io.drydock.formats.backend;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A key of bucket {@code key}, and the value of the two compaction marks in bucket {@code meta}.
 *
 * <pre>
 * offset | size | type   | field | checked
 * -------+------+--------+-------+---------------------------------------------------
 *      0 |    8 | u64 BE | main  | not negative as a signed number
 *      8 |    1 | 0x5f   | '_'   | exactly
 *      9 |    8 | u64 BE | sub   | not negative as a signed number
 *     17 |    1 | 0x74   | 't'   | only in the key of a tombstone: 18 bytes instead of 17
 * </pre>
 *
 * <p>The same in etcd 3.4 to 3.7 (mvcc/revision.go). Servers before 3.6 cut such keys unchecked,
 * later ones panic on what is not of this form.
 *
 * @param revision main and sub
 * @param tombstone true when the key of that revision was deleted by it
 */
public record RevisionKey(Revision revision, boolean tombstone) {

  /** Bytes of the key of a put. */
  public static final int VERSION_BYTES = 17;

  /** Bytes of the key of a tombstone. */
  public static final int TOMBSTONE_BYTES = 18;

  private static final int SEPARATOR_AT = 8;
  private static final int SUB_AT = 9;
  private static final int MARK_AT = 17;
  private static final byte SEPARATOR = '_';
  private static final byte MARK = 't';
  private static final ValueLayout.OfLong U64_BE =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** The revision is required. */
  public RevisionKey {
    Objects.requireNonNull(revision, "revision");
  }

  /**
   * Reads a key.
   *
   * @param at where the bytes lie, for the error
   * @throws CorruptFileException when the bytes are not of the form above
   */
  public static RevisionKey decode(MemorySegment bytes, Extent at) throws CorruptFileException {
    if (!isWellFormed(bytes, 0, bytes.byteSize())) {
      throw malformed(bytes, 0, at);
    }
    var revision = new Revision(main(bytes, 0), sub(bytes, 0));
    return new RevisionKey(revision, bytes.byteSize() == TOMBSTONE_BYTES);
  }

  /** True when these bytes of the memory are a key of the form above. */
  public static boolean isWellFormed(MemorySegment memory, long offset, long length) {
    if (length != VERSION_BYTES && length != TOMBSTONE_BYTES) {
      return false;
    }
    return memory.get(ValueLayout.JAVA_BYTE, offset + SEPARATOR_AT) == SEPARATOR
        && (main(memory, offset) | sub(memory, offset)) >= 0
        && (length == VERSION_BYTES || memory.get(ValueLayout.JAVA_BYTE, offset + MARK_AT) == MARK);
  }

  /** The main revision of a well-formed key. */
  public static long main(MemorySegment memory, long offset) {
    return memory.get(U64_BE, offset);
  }

  /** The sub revision of a well-formed key. */
  public static long sub(MemorySegment memory, long offset) {
    return memory.get(U64_BE, offset + SUB_AT);
  }

  /** What is wrong with a key that is not well-formed. */
  public static CorruptFileException malformed(MemorySegment memory, long offset, Extent at) {
    long length = at.length();
    if (length != VERSION_BYTES && length != TOMBSTONE_BYTES) {
      return new CorruptFileException(at, "revision key", "17 or 18 bytes", length + " bytes");
    }
    byte separator = memory.get(ValueLayout.JAVA_BYTE, offset + SEPARATOR_AT);
    if (separator != SEPARATOR) {
      return new CorruptFileException(at, "revision key: separator", "0x5f", hex(separator));
    }
    if ((main(memory, offset) | sub(memory, offset)) < 0) {
      var found = new Revision(main(memory, offset), sub(memory, offset));
      return new CorruptFileException(at, "revision key", "a positive number", found.toString());
    }
    byte mark = memory.get(ValueLayout.JAVA_BYTE, offset + MARK_AT);
    return new CorruptFileException(at, "revision key: tombstone mark", "0x74", hex(mark));
  }

  /** The bytes in the file. */
  public Bytes encode() {
    var out = ByteBuffer.allocate(tombstone ? TOMBSTONE_BYTES : VERSION_BYTES);
    out.putLong(revision.main()).put(SEPARATOR).putLong(revision.sub());
    if (tombstone) {
      out.put(MARK);
    }
    return Bytes.adopt(out.array());
  }

  private static String hex(byte value) {
    return "0x%02x".formatted(value);
  }
}
