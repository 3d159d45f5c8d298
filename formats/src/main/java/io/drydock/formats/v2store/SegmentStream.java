package io.drydock.formats.v2store;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A segment as the stream that Jackson reads from; nothing is copied but what it asks for. */
final class SegmentStream extends InputStream {

  private final MemorySegment bytes;
  private long at;

  SegmentStream(MemorySegment bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() {
    return at == bytes.byteSize() ? -1 : bytes.get(ValueLayout.JAVA_BYTE, at++) & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) {
    int count = (int) Math.min(length, bytes.byteSize() - at);
    if (count == 0 && length > 0) {
      return -1;
    }
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, into, from, count);
    at += count;
    return count;
  }
}
