package io.drydock.formats.backend;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.zip.CRC32C;

/**
 * CRC-32C over many small pieces of memory. Pieces are gathered before they are fed: the
 * processor's instruction needs a few kilobytes at a time to be worth its call.
 */
public final class ChecksumFeed {

  private static final int BUFFER_BYTES = 1 << 15;

  private final CRC32C crc = new CRC32C();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int filled;

  /** Starts at 0. */
  public ChecksumFeed() {}

  /** Feeds all of these bytes, at most 2 GiB. */
  public void add(MemorySegment bytes) {
    add(bytes, 0, Math.toIntExact(bytes.byteSize()));
  }

  /** Feeds a part of a memory. */
  public void add(MemorySegment memory, long offset, int length) {
    if (length > BUFFER_BYTES - filled) {
      flush();
    }
    if (length > BUFFER_BYTES) {
      crc.update(memory.asSlice(offset, length).asByteBuffer());
      return;
    }
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, buffer, filled, length);
    filled += length;
  }

  /** The checksum of all that was fed. */
  public int value() {
    flush();
    return (int) crc.getValue();
  }

  private void flush() {
    crc.update(buffer, 0, filled);
    filled = 0;
  }
}
