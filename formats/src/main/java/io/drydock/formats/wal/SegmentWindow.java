package io.drydock.formats.wal;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.RollingCrc32C;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A moving heap copy of a part of a segment file, with a reading position.
 *
 * <p>Reading varints out of an array costs a third of reading them out of the mapping when only the
 * JVM's first compiler has run, which is the state in which a command-line tool does most of its
 * work; the copy costs less than that.
 *
 * <p>Reading out of the file does not throw: it sets {@link #failed()}, and so does a varint of
 * more than ten bytes. The parser asks once a message.
 */
final class SegmentWindow {

  private static final int WINDOW_BYTES = 256 << 10;
  private static final int VARINT_BYTES_MAX = 10;
  private static final byte[] ZEROS = new byte[WINDOW_BYTES];

  private final ByteSource source;
  private final long size;
  private final byte[] window;
  private long base;
  private int limit;
  private int at;
  private boolean failed;

  SegmentWindow(ByteSource source) {
    this.source = source;
    this.size = source.size();
    this.window = new byte[(int) Math.min(size, WINDOW_BYTES)];
  }

  long size() {
    return size;
  }

  long position() {
    return base + at;
  }

  boolean failed() {
    return failed;
  }

  /**
   * Goes to an offset of the file and forgets an earlier failure.
   *
   * @param wanted bytes that will be read from there; as many of them as fit are then in the window
   */
  void seek(long offset, long wanted) {
    failed = false;
    long inWindow = offset - base;
    if (inWindow >= 0 && inWindow <= limit && limit - inWindow >= Math.min(wanted, window.length)) {
      at = (int) inWindow;
    } else {
      fill(offset);
    }
  }

  /** Goes forward. */
  void skip(long bytes) {
    if (bytes >= 0 && bytes <= limit - at) {
      at += (int) bytes;
    } else if (bytes >= 0 && bytes <= size - position()) {
      fill(position() + bytes);
    } else {
      failed = true;
    }
  }

  /** Eight bytes, little-endian. */
  long u64() {
    if (limit - at < 8) {
      fill(position());
      if (limit < 8) {
        failed = true;
        return 0;
      }
    }
    byte[] bytes = window;
    int from = at;
    at = from + 8;
    return (bytes[from] & 0xffL)
        | (bytes[from + 1] & 0xffL) << 8
        | (bytes[from + 2] & 0xffL) << 16
        | (bytes[from + 3] & 0xffL) << 24
        | (bytes[from + 4] & 0xffL) << 32
        | (bytes[from + 5] & 0xffL) << 40
        | (bytes[from + 6] & 0xffL) << 48
        | (bytes[from + 7] & 0xffL) << 56;
  }

  /** A base-128 number; bits beyond 64 are dropped, as etcd's decoder does. */
  long varint() {
    if (limit - at < VARINT_BYTES_MAX) {
      return varintAtEdge();
    }
    byte[] bytes = window;
    int from = at;
    long value = bytes[from];
    if (value >= 0) {
      at = from + 1;
      return value;
    }
    value &= 0x7f;
    for (int i = 1; i < VARINT_BYTES_MAX; i++) {
      long next = bytes[from + i];
      value |= (next & 0x7f) << (7 * i);
      if (next >= 0) {
        at = from + i + 1;
        return value;
      }
    }
    failed = true;
    return 0;
  }

  /** Feeds a run of bytes of the file to a checksum; the run lies within the file. */
  void feed(long offset, long bytes, RollingCrc32C crc) {
    long inWindow = offset - base;
    if (inWindow >= 0 && inWindow + bytes <= limit) {
      crc.update(window, (int) inWindow, (int) bytes);
      return;
    }
    for (long done = 0; done < bytes; done += WINDOW_BYTES) {
      crc.update(view(offset + done, Math.min(WINDOW_BYTES, bytes - done)));
    }
  }

  /** True when all of the bytes are zero; the run lies within the file. */
  boolean isZero(long offset, long bytes) {
    long inWindow = offset - base;
    if (inWindow < 0 || inWindow + bytes > limit) {
      seek(offset, bytes);
      inWindow = offset - base;
    }
    for (int i = 0; i < bytes; i++) {
      if (window[(int) inWindow + i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Offset of the first byte from here on that is not zero; the size of the file without one. */
  long firstNotZero(long offset) {
    for (long from = offset; from < size; from += limit) {
      fill(from);
      int found = Arrays.mismatch(window, 0, limit, ZEROS, 0, limit);
      if (found >= 0) {
        return from + found;
      }
    }
    return size;
  }

  /** True when the next byte is this one. */
  boolean startsWith(int expected) {
    return at < limit && (window[at] & 0xff) == expected;
  }

  /** A view of the file itself; the run lies within it. */
  MemorySegment view(long offset, long bytes) {
    try {
      return source.view(offset, bytes);
    } catch (CorruptFileException outOfBounds) {
      throw new IllegalStateException("unchecked bounds", outOfBounds);
    }
  }

  private long varintAtEdge() {
    fill(position());
    long value = 0;
    for (int i = 0; i < VARINT_BYTES_MAX && at < limit; i++) {
      long next = window[at++];
      value |= (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    failed = true;
    return 0;
  }

  private void fill(long offset) {
    base = Math.min(offset, size);
    at = 0;
    limit = (int) Math.min(window.length, size - base);
    MemorySegment.copy(view(base, limit), ValueLayout.JAVA_BYTE, 0, window, 0, limit);
    source.touched(limit);
  }
}
