package io.drydock.formats.mvcc;

import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;

/**
 * Which keys a question is about, as etcd's requests say it.
 *
 * @param start the first key
 * @param end the first key behind the range; empty: only {@code start}; a single zero byte: no end
 */
public record KeyRange(Bytes start, Bytes end) {

  /** The end of a range without end. */
  public static final Bytes NO_END = Bytes.ofHex("00");

  /**
   * Every key that a client can put. The empty key is not among them: no request can name it, and
   * only the record of a bumped restore has it.
   */
  public static final KeyRange ALL = fromKey(NO_END);

  /** Both ends are required. */
  public KeyRange {
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(end, "end");
  }

  /** One key. */
  public static KeyRange single(Bytes key) {
    return new KeyRange(key, Bytes.EMPTY);
  }

  /** This key and all behind it. */
  public static KeyRange fromKey(Bytes key) {
    return new KeyRange(key, NO_END);
  }

  /** All keys that begin with this; all keys at all for an empty prefix. */
  public static KeyRange prefix(Bytes prefix) {
    byte[] end = prefix.toByteArray();
    for (int i = end.length - 1; i >= 0; i--) {
      if (end[i] != (byte) 0xff) {
        end[i]++;
        return new KeyRange(prefix, Bytes.adopt(Arrays.copyOf(end, i + 1)));
      }
    }
    return prefix.isEmpty() ? ALL : fromKey(prefix);
  }

  /** True when the key is in the range. */
  public boolean contains(Bytes key) {
    return contains(key.segment(), 0, key.length());
  }

  /** True when the key in these bytes of the memory is in the range. */
  public boolean contains(MemorySegment memory, long offset, int length) {
    if (start.equals(NO_END) && end.equals(NO_END)) {
      return length > 0;
    }
    MemorySegment key = memory.asSlice(offset, length);
    int order = KeyOrder.compare(key, start.segment());
    if (end.isEmpty()) {
      return order == 0;
    }
    return order >= 0 && (end.equals(NO_END) || KeyOrder.compare(key, end.segment()) < 0);
  }
}
