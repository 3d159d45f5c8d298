package io.drydock.formats.mvcc;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * An mvccpb.KeyValue where it lies, without a copy and without an object for each: one view is
 * moved from message to message.
 *
 * <pre>
 * field | wire type | name            | meaning
 * ------+-----------+-----------------+------------------------------------------------------
 *     1 | bytes     | key             | the user's key; absent in an empty message: key ""
 *     2 | varint    | create_revision | main revision of the first put of the generation
 *     3 | varint    | mod_revision    | main revision of this put
 *     4 | varint    | version         | 1 for the first put of the generation, then 1 more each
 *     5 | bytes     | value           | the user's value
 *     6 | varint    | lease           | id of the lease, 0 for none
 * </pre>
 *
 * <p>Proto3: a field that is zero or empty is not written. A tombstone has the key alone. Fields of
 * other numbers are skipped; of a field that comes twice the last one counts. A known field with
 * another wire type makes the message malformed, as for servers up to 3.6 (mvccpb/kv.proto).
 */
public final class KeyValueView {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final int WIRE_TYPE_BITS = 3;
  private static final int MAX_FIELD_NUMBER = (1 << 29) - 1;

  private static final int KEY_TAG = 1 << WIRE_TYPE_BITS | BYTES;
  private static final int CREATE_REVISION_TAG = 2 << WIRE_TYPE_BITS | VARINT;
  private static final int MOD_REVISION_TAG = 3 << WIRE_TYPE_BITS | VARINT;
  private static final int VERSION_TAG = 4 << WIRE_TYPE_BITS | VARINT;
  private static final int VALUE_TAG = 5 << WIRE_TYPE_BITS | BYTES;
  private static final int LEASE_TAG = 6 << WIRE_TYPE_BITS | VARINT;

  private MemorySegment memory = MemorySegment.NULL;
  private long end;
  private long cursor;
  private long fieldOffset;
  private boolean malformed;

  private long keyOffset;
  private int keyLength;
  private long createRevision;
  private long modRevision;
  private long keyVersion;
  private long valueOffset;
  private int valueLength;
  private long lease;

  /**
   * Moves to the message in these bytes.
   *
   * @return false when they are no such message; only {@link #damageOffset()} means something then
   */
  public boolean read(MemorySegment in, long offset, int length) {
    memory = in;
    cursor = offset;
    end = offset + length;
    malformed = false;
    keyOffset = offset;
    keyLength = 0;
    createRevision = 0;
    modRevision = 0;
    keyVersion = 0;
    valueOffset = end;
    valueLength = 0;
    lease = 0;
    while (cursor < end && !malformed) {
      fieldOffset = cursor;
      readField();
    }
    return !malformed;
  }

  private void readField() {
    long tag = readVarint();
    if (tag != (int) tag) {
      skip(tag);
      return;
    }
    switch ((int) tag) {
      case KEY_TAG -> {
        keyLength = readLength();
        keyOffset = cursor;
        cursor += keyLength;
      }
      case VALUE_TAG -> {
        valueLength = readLength();
        valueOffset = cursor;
        cursor += valueLength;
      }
      case CREATE_REVISION_TAG -> createRevision = readVarint();
      case MOD_REVISION_TAG -> modRevision = readVarint();
      case VERSION_TAG -> keyVersion = readVarint();
      case LEASE_TAG -> lease = readVarint();
      default -> skip(tag);
    }
  }

  /** Base 128, low bits first, at most ten bytes; bits over 64 are lost, as in other readers. */
  private long readVarint() {
    long value = 0;
    for (int shift = 0; shift < 70 && cursor < end; shift += 7) {
      byte b = memory.get(ValueLayout.JAVA_BYTE, cursor++);
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    malformed = true;
    return 0;
  }

  private int readLength() {
    long length = readVarint();
    if (length < 0 || length > end - cursor) {
      malformed = true;
      return 0;
    }
    return (int) length;
  }

  private void skip(long tag) {
    long number = tag >>> WIRE_TYPE_BITS;
    if (number == 0 || number > MAX_FIELD_NUMBER || isKnown(number)) {
      malformed = true;
      return;
    }
    switch ((int) tag & (1 << WIRE_TYPE_BITS) - 1) {
      case VARINT -> readVarint();
      case FIXED64 -> advance(Long.BYTES);
      case BYTES -> advance(readLength());
      case FIXED32 -> advance(Integer.BYTES);
      default -> malformed = true;
    }
  }

  private static boolean isKnown(long number) {
    return number <= LEASE_TAG >>> WIRE_TYPE_BITS;
  }

  private void advance(int bytes) {
    malformed |= bytes > end - cursor;
    cursor += bytes;
  }

  /** Where the field begins that could not be read. */
  public long damageOffset() {
    return fieldOffset;
  }

  /** Where the user's key begins in the memory. */
  public long keyOffset() {
    return keyOffset;
  }

  /** Bytes of the user's key. */
  public int keyLength() {
    return keyLength;
  }

  /** Main revision of the generation's first put; 0 in a tombstone. */
  public long createRevision() {
    return createRevision;
  }

  /** Main revision as the message says it; 0 in a tombstone. */
  public long modRevision() {
    return modRevision;
  }

  /** Which put of its generation this is, from 1; 0 in a tombstone. */
  public long keyVersion() {
    return keyVersion;
  }

  /** Where the user's value begins in the memory. */
  public long valueOffset() {
    return valueOffset;
  }

  /** Bytes of the user's value. */
  public int valueLength() {
    return valueLength;
  }

  /** Id of the lease, 0 for none. */
  public long lease() {
    return lease;
  }

  /** The user's key, without a copy. */
  public MemorySegment key() {
    return memory.asSlice(keyOffset, keyLength);
  }

  /** The user's value, without a copy. */
  public MemorySegment value() {
    return memory.asSlice(valueOffset, valueLength);
  }

  /** The memory that the offsets point into. */
  public MemorySegment memory() {
    return memory;
  }
}
