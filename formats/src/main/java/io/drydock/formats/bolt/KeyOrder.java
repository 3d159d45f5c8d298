package io.drydock.formats.bolt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The order of keys in a bucket: bytewise unsigned, the shorter prefix first. */
public final class KeyOrder {

  private KeyOrder() {}

  /** Negative, 0 or positive, as {@code a} is less than, equal to or greater than {@code b}. */
  public static int compare(MemorySegment a, MemorySegment b) {
    long at = a.mismatch(b);
    if (at < 0) {
      return 0;
    }
    if (at == a.byteSize() || at == b.byteSize()) {
      return Long.compare(a.byteSize(), b.byteSize());
    }
    return (a.get(ValueLayout.JAVA_BYTE, at) & 0xff) - (b.get(ValueLayout.JAVA_BYTE, at) & 0xff);
  }
}
