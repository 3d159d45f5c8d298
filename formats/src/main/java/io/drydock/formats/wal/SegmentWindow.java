package io.drydock.formats.wal;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.RollingCrc32C;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A moving heap copy of a part of a segment file.
 *
 * <p>Parsing an array costs a third of parsing the mapping while only the JVM's first compiler has
 * run, which is the state in which a command-line tool does most of its work; the copy costs less
 * than that.
 *
 * <p>Offsets and runs of bytes that are asked for lie within the file: the callers check lengths
 * before they use them.
 */
final class SegmentWindow {

  private static final int WINDOW_BYTES = 256 << 10;
  private static final int SMALL_WINDOW_BYTES = 4 << 10;
  private static final byte[] ZEROS = new byte[WINDOW_BYTES];

  private final ByteSource source;
  private final long size;
  private final byte[] window;
  private long base;
  private int limit;
  private long readBytes;

  SegmentWindow(ByteSource source) {
    this(source, WINDOW_BYTES);
  }

  private SegmentWindow(ByteSource source, int windowBytes) {
    this.source = source;
    this.size = source.size();
    this.window = new byte[(int) Math.min(size, windowBytes)];
  }

  /** Another, smaller window on the same file: for looking elsewhere now and then. */
  SegmentWindow another() {
    return new SegmentWindow(source, SMALL_WINDOW_BYTES);
  }

  /** Size of the file. */
  long size() {
    return size;
  }

  /** How much was copied, summed up or searched so far: what a hostile file could drive up. */
  long readBytes() {
    return readBytes;
  }

  /**
   * Brings a run of bytes into the window, or as many of its first bytes as fit.
   *
   * @return the run's place in {@link #bytes()}
   */
  int hold(long offset, long length) {
    long place = offset - base;
    if (place < 0 || limit - place < Math.min(length, window.length)) {
      fill(offset);
      return 0;
    }
    return (int) place;
  }

  /** The window; what it holds ends at {@link #limit()}. */
  byte[] bytes() {
    return window;
  }

  int limit() {
    return limit;
  }

  /** Eight bytes, little-endian. */
  long u64(long offset) {
    int from = hold(offset, Long.BYTES);
    byte[] bytes = window;
    return (bytes[from] & 0xffL)
        | (bytes[from + 1] & 0xffL) << 8
        | (bytes[from + 2] & 0xffL) << 16
        | (bytes[from + 3] & 0xffL) << 24
        | (bytes[from + 4] & 0xffL) << 32
        | (bytes[from + 5] & 0xffL) << 40
        | (bytes[from + 6] & 0xffL) << 48
        | (bytes[from + 7] & 0xffL) << 56;
  }

  /** One byte, 0 to 255. */
  int u8(long offset) {
    return window[hold(offset, 1)] & 0xff;
  }

  /** Feeds a run of bytes to a checksum. */
  void feed(long offset, long length, RollingCrc32C crc) {
    readBytes += length;
    if (length <= window.length) {
      crc.update(window, hold(offset, length), (int) length);
      return;
    }
    for (long done = 0; done < length; done += WINDOW_BYTES) {
      crc.update(view(offset + done, Math.min(WINDOW_BYTES, length - done)));
    }
  }

  /** True when all of the bytes, no more than a window, are zero. */
  boolean isZero(long offset, int length) {
    readBytes += length;
    int from = hold(offset, length);
    int end = from + length;
    for (int at = from; at < end; at++) {
      if (window[at] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Offset of the first byte from here on that is not zero; the size of the file without one. */
  long firstNotZero(long offset) {
    long from = offset;
    while (from < size) {
      int at = hold(from, 1);
      int found = Arrays.mismatch(window, at, limit, ZEROS, 0, limit - at);
      if (found >= 0) {
        return from + found;
      }
      from += limit - at;
    }
    return size;
  }

  /** A view of the file itself, all of which is going to be read. */
  MemorySegment viewToRead(long offset, long length) {
    readBytes += length;
    return view(offset, length);
  }

  /** A view of the file itself. */
  MemorySegment view(long offset, long length) {
    try {
      return source.view(offset, length);
    } catch (CorruptFileException outOfBounds) {
      throw new IllegalStateException("unchecked bounds", outOfBounds);
    }
  }

  private void fill(long offset) {
    base = offset;
    limit = (int) Math.min(window.length, size - base);
    MemorySegment.copy(view(base, limit), ValueLayout.JAVA_BYTE, 0, window, 0, limit);
    source.touched(limit);
    readBytes += limit;
  }
}
