package io.drydock.formats.bytes;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Goes over the outermost fields of a protobuf message without decoding what is inside them, and
 * without a copy.
 *
 * <p>A group ends the scan as broken: etcd's messages have none. A caller that must read whatever
 * protobuf allows decodes such bytes in full.
 *
 * <p>Used by one thread.
 */
public final class FieldScan {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final int MAX_VARINT_BITS = 64;

  private final MemorySegment message;
  private final long end;
  private long at;
  private boolean isBroken;
  private int field;
  private int wireType;
  private long varint;
  private long offset;
  private long length;

  /** A scan over the whole segment. */
  public FieldScan(MemorySegment message) {
    this.message = message;
    this.end = message.byteSize();
  }

  /** Moves to the next field; false at the end, and when what follows is no field. */
  public boolean next() {
    if (isBroken || at == end) {
      return false;
    }
    long tag = readVarint();
    field = (int) (tag >>> 3);
    wireType = (int) (tag & 7);
    // A tag is 32 bits; a field number of 0 does not exist.
    isBroken |= (tag >>> 32) != 0 || field == 0;
    switch (wireType) {
      case VARINT -> varint = readVarint();
      case FIXED64 -> skip(Long.BYTES);
      case BYTES -> skip(readVarint());
      case FIXED32 -> skip(Integer.BYTES);
      default -> isBroken = true;
    }
    return !isBroken;
  }

  /** True when the fields made up the whole message. */
  public boolean isWhole() {
    return !isBroken && at == end;
  }

  /** Number of the field, 1..2^29-1. */
  public int field() {
    return field;
  }

  /** True for a string of bytes: a text, a message. */
  public boolean isBytes() {
    return wireType == BYTES;
  }

  /** True for a number of variable length. */
  public boolean isVarint() {
    return wireType == VARINT;
  }

  /** The number; meaningless unless {@link #isVarint}. */
  public long varint() {
    return varint;
  }

  /** Where the content of a field starts that is not a varint, from the start of the message. */
  public long offset() {
    return offset;
  }

  /** Bytes of that content, tag and length not counted. */
  public long length() {
    return length;
  }

  private long readVarint() {
    long value = 0;
    for (int shift = 0; shift < MAX_VARINT_BITS && at < end; shift += 7) {
      byte next = message.get(ValueLayout.JAVA_BYTE, at++);
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    isBroken = true;
    return 0;
  }

  private void skip(long count) {
    if (count < 0 || count > end - at) {
      isBroken = true;
      return;
    }
    offset = at;
    length = count;
    at += count;
  }
}
