package io.drydock.formats.bytes;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/**
 * CRC-32C (Castagnoli) that can start from any earlier value, as etcd's WAL chains it over records
 * and segments.
 *
 * <p>The JDK's {@link CRC32C} uses the processor's instruction but always starts at 0. Four bytes
 * exist that take it from there to any wanted state, so seeding is feeding those four.
 */
public final class RollingCrc32C {

  private static final int POLYNOMIAL = 0x82f63b78;
  private static final int[] FORWARD = new int[256];
  private static final int[] BY_TOP_BYTE = new int[256];

  static {
    for (int i = 0; i < 256; i++) {
      int c = i;
      for (int bit = 0; bit < 8; bit++) {
        c = (c & 1) != 0 ? (c >>> 1) ^ POLYNOMIAL : c >>> 1;
      }
      FORWARD[i] = c;
      BY_TOP_BYTE[c >>> 24] = i;
    }
  }

  private final CRC32C crc = new CRC32C();
  private final byte[] seed = new byte[4];

  /** Starts at 0. */
  public RollingCrc32C() {}

  /** The checksum of these bytes alone. */
  public static int of(MemorySegment bytes) {
    var crc = new CRC32C();
    crc.update(bytes.asByteBuffer());
    return (int) crc.getValue();
  }

  /** Continues from this value, as if the bytes that gave it had been fed. */
  public void reset(int value) {
    crc.reset();
    if (value == 0) {
      return;
    }
    // Step the register four bytes back; what the last table indices were is in its top bytes.
    int register = ~value;
    for (int i = 0; i < 4; i++) {
      int index = BY_TOP_BYTE[register >>> 24];
      register = ((register ^ FORWARD[index]) << 8) | index;
    }
    int word = ~register;
    for (int i = 0; i < 4; i++) {
      seed[i] = (byte) (word >>> (8 * i));
    }
    crc.update(seed, 0, 4);
  }

  /** Feeds a part of an array. */
  public void update(byte[] bytes, int from, int length) {
    crc.update(bytes, from, length);
  }

  /** Feeds a segment. */
  public void update(MemorySegment bytes) {
    crc.update(bytes.asByteBuffer());
  }

  /** The value of all that was fed. */
  public int value() {
    return (int) crc.getValue();
  }
}
