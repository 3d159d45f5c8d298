package io.drydock.formats.mvcc;

import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers the prefixes of keys in the order in which they are met, up to a bounded number of them.
 *
 * <p>A prefix reaches through the last separator that the depth allows, and a separator that begins
 * the key is free: of {@code /registry/pods/a} it is {@code /registry/} at depth 1 and {@code
 * /registry/pods/} at depth 2. Keys without a separator, and all keys at depth 0, have the empty
 * prefix. Used by one thread.
 */
public final class KeyPrefixes {

  /** What has no number. */
  public static final int NONE = -1;

  /** A longer prefix is no prefix of anything that people name. */
  private static final int MAX_PREFIX_BYTES = 1_024;

  private static final int FIRST_CAPACITY = 1 << 10;

  private final MemorySegment memory;
  private final int depth;
  private final byte separator;
  private final int most;
  private final List<Row> rows = new ArrayList<>();
  private int[] places = new int[FIRST_CAPACITY];

  private record Row(long hash, MemorySegment prefix) {}

  /**
   * Of keys that lie in this memory.
   *
   * @param depth 0 or more
   * @param most how many prefixes get a number
   */
  public KeyPrefixes(MemorySegment memory, int depth, byte separator, int most) {
    this.memory = memory;
    this.depth = depth;
    this.separator = separator;
    this.most = most;
  }

  /** The number of the key's prefix, {@link #NONE} when it came too late to get one. */
  public int numberOf(long keyOffset, int keyLength) {
    int length = prefixLength(keyOffset, keyLength);
    long hash = RecordBatch.hash(memory, keyOffset, length);
    int place = (int) hash & places.length - 1;
    while (places[place] != 0) {
      int number = places[place] - 1;
      Row row = rows.get(number);
      if (row.hash == hash && isSame(row.prefix, keyOffset, length)) {
        return number;
      }
      place = place + 1 & places.length - 1;
    }
    if (rows.size() == most || length > MAX_PREFIX_BYTES) {
      return NONE;
    }
    return add(hash, Bytes.copyOf(memory.asSlice(keyOffset, length)), place);
  }

  /** How many have a number. */
  public int size() {
    return rows.size();
  }

  /** The prefix of this number. */
  public Bytes prefix(int number) {
    return Bytes.copyOf(rows.get(number).prefix);
  }

  private int add(long hash, Bytes prefix, int place) {
    rows.add(new Row(hash, prefix.segment()));
    places[place] = rows.size();
    if (rows.size() * 2 > places.length) {
      grow();
    }
    return rows.size() - 1;
  }

  private void grow() {
    places = new int[places.length * 2];
    for (int i = 0; i < rows.size(); i++) {
      int place = (int) rows.get(i).hash & places.length - 1;
      while (places[place] != 0) {
        place = place + 1 & places.length - 1;
      }
      places[place] = i + 1;
    }
  }

  private int prefixLength(long offset, int keyLength) {
    int length = 0;
    int left = depth;
    for (int i = 0; i < keyLength && left > 0; i++) {
      if (memory.get(ValueLayout.JAVA_BYTE, offset + i) == separator) {
        length = i + 1;
        left -= i == 0 ? 0 : 1;
      }
    }
    return length;
  }

  private boolean isSame(MemorySegment prefix, long offset, int length) {
    return prefix.byteSize() == length
        && MemorySegment.mismatch(memory, offset, offset + length, prefix, 0, length) < 0;
  }
}
