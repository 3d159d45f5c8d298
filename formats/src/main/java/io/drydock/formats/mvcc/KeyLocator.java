package io.drydock.formats.mvcc;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Finds the user's key in a message that was read before; moved from message to message.
 *
 * <p>In every message that a server wrote, the key is the first field: a tag byte, a length, the
 * key. Other messages are read again as a whole.
 */
final class KeyLocator {

  private final MemorySegment memory;
  private final KeyValueView message = new KeyValueView();
  private long offset;
  private int length;

  KeyLocator(MemorySegment memory) {
    this.memory = memory;
  }

  /** Finds the key of this message. */
  void locate(MessagePlace place) {
    if (!place.isKeyFirst()) {
      message.read(memory, place.offset(), place.length());
      offset = message.keyOffset();
      length = message.keyLength();
      return;
    }
    long at = place.offset() + 1;
    int value = 0;
    int shift = 0;
    byte b;
    do {
      b = memory.get(ValueLayout.JAVA_BYTE, at++);
      value |= (b & 0x7f) << shift;
      shift += 7;
    } while (b < 0);
    offset = at;
    length = value;
  }

  /** Where the key begins. */
  long offset() {
    return offset;
  }

  /** Bytes of the key. */
  int length() {
    return length;
  }
}
