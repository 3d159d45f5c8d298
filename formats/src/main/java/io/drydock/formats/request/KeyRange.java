package io.drydock.formats.request;

import io.drydock.formats.bytes.Bytes;
import java.util.Objects;

/**
 * Keys as a v3 request names them.
 *
 * @param key the first key, inclusive
 * @param rangeEnd empty: only {@code key}; a single zero byte: every key from {@code key} on; else
 *     the end, exclusive
 */
public record KeyRange(Bytes key, Bytes rangeEnd) {

  private static final Bytes NO_END = Bytes.ofHex("00");

  /** Both parts are required. */
  public KeyRange {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(rangeEnd, "rangeEnd");
  }

  /** One key. */
  public static KeyRange single(Bytes key) {
    return new KeyRange(key, Bytes.EMPTY);
  }

  /** All keys that begin with the prefix; all keys for an empty one. */
  public static KeyRange prefix(Bytes prefix) {
    byte[] end = prefix.toByteArray();
    for (int i = end.length - 1; i >= 0; i--) {
      if (end[i] != (byte) 0xff) {
        end[i]++;
        return new KeyRange(prefix, Bytes.copyOf(end, 0, i + 1));
      }
    }
    return new KeyRange(prefix, NO_END);
  }

  /** True when only one key is meant. */
  public boolean isSingle() {
    return rangeEnd.isEmpty();
  }

  /** True when there is no end. */
  public boolean isFromKey() {
    return rangeEnd.equals(NO_END);
  }

  /** True when the key is among those meant. */
  public boolean contains(Bytes other) {
    if (isSingle()) {
      return key.equals(other);
    }
    return key.compareTo(other) <= 0 && isBeforeEnd(other);
  }

  /** True when some key could be in both. */
  public boolean overlaps(KeyRange other) {
    if (isSingle()) {
      return other.contains(key);
    }
    if (other.isSingle()) {
      return contains(other.key);
    }
    Bytes first = key.compareTo(other.key) < 0 ? other.key : key;
    return isBeforeEnd(first) && other.isBeforeEnd(first);
  }

  private boolean isBeforeEnd(Bytes other) {
    return isFromKey() || other.compareTo(rangeEnd) < 0;
  }
}
