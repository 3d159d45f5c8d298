package io.drydock.formats.mvcc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Messages in the order of their keys: bytewise unsigned, the shorter prefix first. Keys stay where
 * they lie; an entry has 24 bytes outside the heap.
 *
 * <pre>
 * word | content
 * -----+------------------------------------------------------------------
 *    0 | the eight bytes of the key at the depth that is being sorted
 *    1 | offset of the message; bit 63: the key is not its first field
 *    2 | length of the message, length of the key
 * </pre>
 *
 * <p>Sorting is multikey quicksort over eight bytes at a time (Bentley and Sedgewick 1997; with the
 * bytes cached beside the entry as in Ng and Kakehi 2007), so that a comparison rarely leaves the
 * entries. Used by one thread, closed by its maker.
 */
final class KeyOrder implements AutoCloseable {

  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfLong BIG_ENDIAN =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int CHUNK_BYTES = Long.BYTES;
  private static final long ENTRY_BYTES = 3L * Long.BYTES;
  private static final long KEY_NOT_FIRST = 1L << 63;
  private static final long FEW = 12;

  private final MemorySegment memory;
  private final KeyLocator locator;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment entries;
  private final Deque<Part> parts = new ArrayDeque<>();
  private long size;

  /** Entries that are to be ordered, all of whose keys agree in the bytes before the depth. */
  private record Part(long from, long to, int depth) {}

  /**
   * Room for messages.
   *
   * @param memory what their offsets point into
   */
  KeyOrder(MemorySegment memory, long capacity) {
    this.memory = memory;
    this.locator = new KeyLocator(memory);
    this.entries = arena.allocate(Math.max(1, capacity) * ENTRY_BYTES, Long.BYTES);
  }

  /** Orders two keys. */
  static int compare(MemorySegment a, MemorySegment b) {
    long at = a.mismatch(b);
    if (at < 0) {
      return 0;
    }
    if (at == a.byteSize() || at == b.byteSize()) {
      return Long.compare(a.byteSize(), b.byteSize());
    }
    return Byte.compareUnsigned(a.get(ValueLayout.JAVA_BYTE, at), b.get(ValueLayout.JAVA_BYTE, at));
  }

  /** Adds a message that was read before; there must be room. */
  void add(MessagePlace message) {
    locator.locate(message);
    long at = size++;
    set(at, 1, message.isKeyFirst() ? message.offset() : message.offset() | KEY_NOT_FIRST);
    set(at, 2, (long) message.length() << Integer.SIZE | locator.length());
    set(at, 0, chunk(0));
  }

  /** Puts the entries in order. */
  void sort() {
    parts.push(new Part(0, size, 0));
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      if (part.to - part.from <= FEW) {
        sortFew(part);
      } else {
        split(part);
      }
    }
  }

  /** How many messages were added. */
  long size() {
    return size;
  }

  /** The message at this place of the order. */
  MessagePlace message(long at) {
    long place = word(at, 1);
    return new MessagePlace(
        place & ~KEY_NOT_FIRST, (int) (word(at, 2) >>> Integer.SIZE), place >= 0);
  }

  /** The key at this place of the order, without a copy. */
  MemorySegment key(long at) {
    locate(at);
    return memory.asSlice(locator.offset(), locator.length());
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    arena.close();
  }

  /** Three ways: chunks below, equal to and above that of the pivot. */
  private void split(Part part) {
    long pivot = pivot(part);
    long low = part.from;
    long high = part.to;
    for (long at = low; at < high; ) {
      int order = Long.compareUnsigned(word(at, 0), pivot);
      if (order < 0) {
        swap(low++, at++);
      } else if (order > 0) {
        swap(at, --high);
      } else {
        at++;
      }
    }
    parts.push(new Part(part.from, low, part.depth));
    parts.push(new Part(high, part.to, part.depth));
    deepen(new Part(low, high, part.depth + CHUNK_BYTES));
  }

  /** Keys that end before the new depth come first, the shortest first of all. */
  private void deepen(Part part) {
    long ended = part.from;
    for (long at = part.from; at < part.to; at++) {
      if (keyLength(at) <= part.depth) {
        swap(at, ended++);
      }
    }
    for (long at = part.from + 1; at < ended; at++) {
      for (long j = at; j > part.from && keyLength(j) < keyLength(j - 1); j--) {
        swap(j, j - 1);
      }
    }
    for (long at = ended; at < part.to; at++) {
      locate(at);
      set(at, 0, chunk(part.depth));
    }
    parts.push(new Part(ended, part.to, part.depth));
  }

  private long pivot(Part part) {
    long a = word(part.from, 0);
    long b = word((part.from + part.to) >>> 1, 0);
    long c = word(part.to - 1, 0);
    long smaller = Long.compareUnsigned(a, b) < 0 ? a : b;
    long larger = smaller == a ? b : a;
    if (Long.compareUnsigned(c, smaller) < 0) {
      return smaller;
    }
    return Long.compareUnsigned(c, larger) < 0 ? c : larger;
  }

  private void sortFew(Part part) {
    for (long at = part.from + 1; at < part.to; at++) {
      for (long j = at; j > part.from && isBefore(j, j - 1, part.depth); j--) {
        swap(j, j - 1);
      }
    }
  }

  private boolean isBefore(long a, long b, int depth) {
    int byChunk = Long.compareUnsigned(word(a, 0), word(b, 0));
    if (byChunk != 0) {
      return byChunk < 0;
    }
    int aLength = keyLength(a);
    int bLength = keyLength(b);
    int next = depth + CHUNK_BYTES;
    if (aLength <= next || bLength <= next) {
      return aLength < bLength;
    }
    return compare(tail(a, next), tail(b, next)) < 0;
  }

  private MemorySegment tail(long at, int depth) {
    locate(at);
    return memory.asSlice(locator.offset() + depth, locator.length() - depth);
  }

  private void locate(long at) {
    locator.locate(message(at));
  }

  /** Eight bytes of the located key from this depth on, with zeros behind its end. */
  private long chunk(int depth) {
    long from = locator.offset() + depth;
    int left = locator.length() - depth;
    if (left >= CHUNK_BYTES) {
      return memory.get(BIG_ENDIAN, from);
    }
    long chunk = 0;
    for (int i = 0; i < left; i++) {
      long b = memory.get(ValueLayout.JAVA_BYTE, from + i) & 0xffL;
      chunk |= b << (CHUNK_BYTES - 1 - i) * Byte.SIZE;
    }
    return chunk;
  }

  private int keyLength(long at) {
    return (int) word(at, 2);
  }

  private void swap(long a, long b) {
    if (a != b) {
      for (int word = 0; word < ENTRY_BYTES / Long.BYTES; word++) {
        long kept = word(a, word);
        set(a, word, word(b, word));
        set(b, word, kept);
      }
    }
  }

  private long word(long at, int word) {
    return entries.get(WORD, at * ENTRY_BYTES + (long) word * Long.BYTES);
  }

  private void set(long at, int word, long value) {
    entries.set(WORD, at * ENTRY_BYTES + (long) word * Long.BYTES, value);
  }
}
