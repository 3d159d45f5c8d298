package io.drydock.formats.wal;

/**
 * Finds the fields of one protobuf message in a segment.
 *
 * <p>Every message that the WAL itself has to understand is flat and alike: numbers in the first
 * fields, then at most one string of bytes. The last of repeated fields wins; a known field of
 * another wire type makes the message undecodable; unknown fields are stepped over and noted. That
 * is how the generated decoders of etcd 3.4 to 3.6 behave, except that they also step over groups,
 * which no etcd has ever written: here a group is undecodable.
 */
final class MessageScan {

  private static final int NUMBERS_MAX = 3;
  private static final int NO_BYTES = 0;

  private final SegmentWindow in;
  private final long[] numbers = new long[NUMBERS_MAX + 1];
  private int present;
  private long bytesOffset;
  private long bytesLength;
  private boolean hasUnknownFields;

  MessageScan(SegmentWindow in) {
    this.in = in;
  }

  /** Reads a message of numbers alone: fields 1 to {@code lastNumber}. */
  boolean scan(long from, long to, int lastNumber) {
    return scan(from, to, lastNumber, NO_BYTES);
  }

  /**
   * Reads a message.
   *
   * @param from its first byte in the file
   * @param to the offset after its last byte, within the file
   * @param lastNumber fields 1 to this are numbers
   * @param bytesField the field that is a string of bytes or a message
   * @return false when the bytes are no such message
   */
  boolean scan(long from, long to, int lastNumber, int bytesField) {
    forget(from);
    in.seek(from, to - from);
    while (in.position() < to) {
      long tag = in.varint();
      int field = (int) (tag >>> 3);
      int wireType = (int) tag & 7;
      boolean isRead;
      if (field >= 1 && field <= lastNumber) {
        numbers[field] = in.varint();
        present |= 1 << field;
        isRead = wireType == 0;
      } else if (field == bytesField && bytesField != NO_BYTES) {
        isRead = wireType == 2 && markBytes(to);
        present |= 1 << field;
      } else {
        hasUnknownFields = true;
        isRead = field > 0 && tag >>> 32 == 0 && skip(wireType);
      }
      if (!isRead || in.failed()) {
        return false;
      }
    }
    return in.position() == to;
  }

  /** Value of a number field, 0 when it was absent. */
  long number(int field) {
    return numbers[field];
  }

  boolean has(int field) {
    return (present & 1 << field) != 0;
  }

  /** File offset of the byte string; of the message when there is none. */
  long bytesOffset() {
    return bytesOffset;
  }

  /** Length of the byte string, 0 when there is none. */
  long bytesLength() {
    return bytesLength;
  }

  boolean hasUnknownFields() {
    return hasUnknownFields;
  }

  private void forget(long from) {
    for (int i = 1; i <= NUMBERS_MAX; i++) {
      numbers[i] = 0;
    }
    present = 0;
    bytesOffset = from;
    bytesLength = 0;
    hasUnknownFields = false;
  }

  private boolean markBytes(long to) {
    long length = in.varint();
    bytesOffset = in.position();
    if (in.failed() || length < 0 || length > to - bytesOffset) {
      return false;
    }
    bytesLength = length;
    in.skip(length);
    return true;
  }

  private boolean skip(int wireType) {
    switch (wireType) {
      case 0 -> in.varint();
      case 1 -> in.skip(8);
      case 2 -> in.skip(in.varint());
      case 5 -> in.skip(4);
      default -> {
        return false;
      }
    }
    return true;
  }
}
