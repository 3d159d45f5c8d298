package io.drydock.formats.wal;

/**
 * Finds the fields of one protobuf message in a segment.
 *
 * <p>Every message that the WAL itself has to understand is flat and alike: numbers in the first
 * fields, then at most one string of bytes. The last of repeated fields wins; a known field of
 * another wire type makes the message undecodable; unknown fields are stepped over and noted. That
 * is how the generated decoders of etcd 3.4 to 3.6 behave, except that they also accept groups,
 * tags with superfluous bytes and any number of fields, which no etcd has ever written: here
 * groups, such tags and more than {@value #FIELDS_MAX} fields are undecodable.
 */
final class MessageScan {

  static final int FIELDS_MAX = 64;

  private static final int NUMBERS_MAX = 3;
  private static final int NO_BYTES = Integer.MIN_VALUE;
  private static final int VARINT_BYTES_MAX = 10;

  /** Room for tag and number, or tag and length, of any field. */
  private static final int FIELD_HEAD_BYTES_MAX = 2 * VARINT_BYTES_MAX;

  private static final long UNDECODABLE = -1;
  private static final int HAS_BYTES = 1;

  private final SegmentWindow in;
  private final long[] numbers = new long[NUMBERS_MAX + 1];
  private int present;
  private long bytesOffset;
  private long bytesLength;
  private boolean hasUnknownFields;
  private boolean isEndedByBytes;
  private int fields;

  /** Where the last varint ended in the window; beyond its end when it was none. */
  private int varintEnd;

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
   * @param lastNumber fields 1 to this are numbers; at most 3
   * @param bytesField the field that is a string of bytes or a message
   * @return false when the bytes are no such message
   */
  boolean scan(long from, long to, int lastNumber, int bytesField) {
    isEndedByBytes = false;
    return read(from, to, lastNumber, bytesField) == to;
  }

  /**
   * Reads a message whose length is not known, up to the end of its string of bytes, which is its
   * last field.
   *
   * @param to the offset that it does not pass
   * @return false when there is no such string
   */
  boolean scanToBytes(long from, long to, int lastNumber, int bytesField) {
    isEndedByBytes = true;
    return read(from, to, lastNumber, bytesField) != UNDECODABLE && hasBytes();
  }

  private long read(long from, long to, int lastNumber, int bytesField) {
    for (int i = 1; i <= lastNumber; i++) {
      numbers[i] = 0;
    }
    present = 0;
    bytesOffset = from;
    bytesLength = 0;
    hasUnknownFields = false;
    fields = 0;
    long at = from;
    while (at < to && at != UNDECODABLE && !(isEndedByBytes && hasBytes())) {
      at = scanWindow(at, to, lastNumber, bytesField);
    }
    return at;
  }

  /** Value of a number field, 0 when it was absent. */
  long number(int field) {
    return numbers[field];
  }

  boolean hasNumber(int field) {
    return (present & 1 << field) != 0;
  }

  boolean hasBytes() {
    return (present & HAS_BYTES) != 0;
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

  /**
   * Reads fields from the window until the message ends, or the window does.
   *
   * @return the offset reached, which a byte string may have taken beyond the window
   */
  private long scanWindow(long from, long to, int lastNumber, int bytesField) {
    int at = in.hold(from, Math.min(to - from, FIELD_HEAD_BYTES_MAX));
    byte[] window = in.bytes();
    long base = from - at;
    int end = (int) Math.min(to - base, in.limit());
    boolean isWhole = to - base <= end;
    while (at < end && (isWhole || end - at >= FIELD_HEAD_BYTES_MAX)) {
      int first = window[at];
      int field = first >> 3;
      if (field >= 1 && field <= lastNumber && (first & 7) == 0 && at + 1 < end) {
        long number = window[at + 1];
        at += 2;
        if (number < 0) {
          number = varint(window, at - 1, end);
          at = varintEnd;
        }
        numbers[field] = number;
        present |= 1 << field;
      } else if (field == bytesField && (first & 7) == 2) {
        long length = varint(window, at + 1, end);
        at = varintEnd;
        if (length < 0 || length > to - base - at) {
          return UNDECODABLE;
        }
        present |= HAS_BYTES;
        bytesOffset = base + at;
        bytesLength = length;
        if (length > end - at || isEndedByBytes) {
          return base + at + length;
        }
        at += (int) length;
      } else {
        long next = skip(window, at, end, lastNumber, bytesField);
        if (next < 0 || next > to - base) {
          return UNDECODABLE;
        }
        if (next > end) {
          return base + next;
        }
        at = (int) next;
      }
      if (at > end || ++fields > FIELDS_MAX) {
        return UNDECODABLE;
      }
    }
    return base + at;
  }

  /**
   * Steps over a field that is unknown, or written otherwise than etcd does.
   *
   * @return the place after it, or a negative number
   */
  private long skip(byte[] window, int at, int end, int lastNumber, int bytesField) {
    long tag = varint(window, at, end);
    int field = (int) (tag >>> 3);
    boolean isKnown = field <= lastNumber || field == bytesField;
    if (varintEnd > end || field < 1 || tag >>> 32 != 0 || isKnown) {
      return UNDECODABLE;
    }
    hasUnknownFields = true;
    return switch ((int) tag & 7) {
      case 0 -> {
        varint(window, varintEnd, end);
        yield varintEnd > end ? UNDECODABLE : varintEnd;
      }
      case 1 -> varintEnd + 8L;
      case 2 -> {
        long length = varint(window, varintEnd, end);
        yield varintEnd > end || length < 0 ? UNDECODABLE : varintEnd + length;
      }
      case 5 -> varintEnd + 4L;
      default -> UNDECODABLE;
    };
  }

  /** Bits beyond 64 are dropped, as etcd's decoder does. */
  private long varint(byte[] window, int from, int end) {
    long value = 0;
    int stop = Math.min(end, from + VARINT_BYTES_MAX);
    int shift = 0;
    for (int at = from; at < stop; at++) {
      long next = window[at];
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        varintEnd = at + 1;
        return value;
      }
      shift += 7;
    }
    varintEnd = end + 1;
    return 0;
  }
}
