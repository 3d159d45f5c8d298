package io.drydock.formats.mvcc;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.backend.BackendView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Messages in the order of their keys: bytewise unsigned, the shorter prefix first. An entry has 32
 * bytes outside the heap. The beginnings of all keys are copied beside it, so much of each that it
 * stays in a budget; where that does not tell two keys apart, the rest is looked at in the file.
 *
 * <pre>
 * word | content
 * -----+------------------------------------------------------------------
 *    0 | the eight bytes of the key at the depth that is being sorted
 *    1 | offset of the message
 *    2 | length of the message, length of the key
 *    3 | where the key begins in the message, address of the copy of its beginning
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
  private static final long ENTRY_BYTES = 4L * Long.BYTES;
  private static final long ADDRESS_MASK = (1L << Integer.SIZE) - 1;
  private static final long FEW = 12;
  private static final long MAX_HEAD_BYTES = 256;

  private final BackendView view;
  private final MemorySegment memory;
  private final KeyCopies heads = KeyCopies.unlimited();
  private final int headBytes;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment entries;
  private final Deque<Part> parts = new ArrayDeque<>();
  private long size;

  /** Entries that are to be ordered, all of whose keys agree in the bytes before the depth. */
  private record Part(long from, long to, int depth) {}

  /**
   * Room for messages.
   *
   * @param view where they lie
   * @param headsBytes for the beginnings of all keys
   */
  KeyOrder(BackendView view, long capacity, long headsBytes) {
    this.view = view;
    this.memory = view.memory();
    long room = headsBytes / Math.max(1, capacity) / CHUNK_BYTES * CHUNK_BYTES;
    this.headBytes = (int) Math.min(room, MAX_HEAD_BYTES);
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

  /** Adds the record that the scan is at; there must be room. */
  void add(KeyScan scan) throws CorruptFileException {
    KeyValueView message = scan.keyValue();
    int length = Math.min(message.keyLength(), headBytes);
    long head = heads.add(memory, message.keyOffset(), length);
    long at = size++;
    set(at, 1, scan.valueOffset());
    set(at, 2, (long) scan.valueLength() << Integer.SIZE | message.keyLength());
    set(at, 3, message.keyOffset() - scan.valueOffset() << Integer.SIZE | head);
    set(at, 0, chunk(at, 0));
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
    return new MessagePlace(word(at, 1), (int) (word(at, 2) >>> Integer.SIZE));
  }

  /** The key at this place of the order, without a copy. */
  MemorySegment key(long at) {
    return keyLength(at) <= headBytes ? head(at, 0) : tail(at, 0);
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    arena.close();
    heads.close();
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
      set(at, 0, chunk(at, part.depth));
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
    int byHead = next < headBytes ? compare(head(a, next), head(b, next)) : 0;
    boolean isDecided = byHead != 0 || Math.max(aLength, bLength) <= headBytes;
    return isDecided ? byHead < 0 : compare(tail(a, next), tail(b, next)) < 0;
  }

  /** What is copied of a key, from this depth on. */
  private MemorySegment head(long at, int depth) {
    long address = headAddress(at);
    int end = Math.min(keyLength(at), headBytes);
    return heads.chunk(address).asSlice(KeyCopies.offset(address) + (long) depth, end - depth);
  }

  /** A key where it lies in the file, from this depth on. */
  private MemorySegment tail(long at, int depth) {
    view.visited(keyLength(at));
    return memory.asSlice(keyOffset(at) + depth, keyLength(at) - depth);
  }

  /** Eight bytes of a key from this depth on, with zeros behind its end. */
  private long chunk(long at, int depth) {
    // Depths and the length of heads are multiples of eight: a chunk is in the head or it is not.
    MemorySegment rest = depth < headBytes ? head(at, depth) : tail(at, depth);
    if (rest.byteSize() >= CHUNK_BYTES) {
      return rest.get(BIG_ENDIAN, 0);
    }
    long chunk = 0;
    for (int i = 0; i < rest.byteSize(); i++) {
      long b = rest.get(ValueLayout.JAVA_BYTE, i) & 0xffL;
      chunk |= b << (CHUNK_BYTES - 1 - i) * Byte.SIZE;
    }
    return chunk;
  }

  private long keyOffset(long at) {
    return word(at, 1) + (word(at, 3) >>> Integer.SIZE);
  }

  private long headAddress(long at) {
    return word(at, 3) & ADDRESS_MASK;
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
