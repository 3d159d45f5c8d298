package io.drydock.node.mvcc;

import com.google.protobuf.ByteString;
import java.util.Arrays;

/**
 * Which keys a request is about.
 *
 * @param start the first one
 * @param end the first one behind; empty for a range without end
 * @param isSingle true when only {@code start} is meant
 */
record KeyBounds(byte[] start, byte[] end, boolean isSingle) {

  private static final byte[] NOTHING = {};

  /** Every key there is, the empty one included. */
  static final KeyBounds ALL = new KeyBounds(NOTHING, NOTHING, false);

  /**
   * As etcd's requests say it.
   *
   * @param rangeEnd empty: only the key; a single zero byte: no end
   */
  static KeyBounds of(ByteString key, ByteString rangeEnd) {
    byte[] start = key.toByteArray();
    if (rangeEnd.isEmpty()) {
      return new KeyBounds(start, NOTHING, true);
    }
    boolean isEndless = rangeEnd.size() == 1 && rangeEnd.byteAt(0) == 0;
    return new KeyBounds(start, isEndless ? NOTHING : rangeEnd.toByteArray(), false);
  }

  /** One key. */
  static KeyBounds single(byte[] key) {
    return new KeyBounds(key, NOTHING, true);
  }

  /** This key and all behind it. */
  static KeyBounds from(byte[] key) {
    return new KeyBounds(key, NOTHING, false);
  }

  /** True when a key that is not before the start is in the range; not for single keys. */
  boolean isBeforeEnd(byte[] key) {
    return end.length == 0 || Arrays.compareUnsigned(key, end) < 0;
  }

  /** True when the key is in the range. */
  boolean contains(byte[] key) {
    int order = Arrays.compareUnsigned(key, start);
    return isSingle ? order == 0 : order >= 0 && isBeforeEnd(key);
  }
}
