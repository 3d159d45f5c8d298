package io.drydock.formats.mvcc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies of keys, one behind the other outside the heap, up to a budget.
 *
 * <p>A look at a key where it lies in a file of a gigabyte brings its page, and those around it,
 * into memory: a thousand times the size of the key. So the keys that are looked at again and again
 * are copied as long as that is cheap.
 */
final class KeyCopies implements AutoCloseable {

  /** Of any address. */
  static final long NO_ROOM = -1;

  private static final int CHUNK_BITS = 20;
  private static final int CHUNK_BYTES = 1 << CHUNK_BITS;
  private static final int MAX_KEY_BYTES = 1 << 10;

  /** So that no address is 0. */
  private static final int FIRST_ADDRESS = 1;

  private final Arena arena = Arena.ofConfined();
  private final List<MemorySegment> chunks = new ArrayList<>();
  private final int maxChunks;
  private int used = CHUNK_BYTES;

  /** Room for all that is added. */
  static KeyCopies unlimited() {
    return new KeyCopies(Integer.MAX_VALUE);
  }

  /** Room for so many MiB. */
  KeyCopies(int maxChunks) {
    this.maxChunks = maxChunks;
  }

  /** The address, from 1, of a copy of these bytes, or {@link #NO_ROOM}. */
  long add(MemorySegment memory, long offset, int length) {
    if (length > MAX_KEY_BYTES) {
      return NO_ROOM;
    }
    if (used + length >= CHUNK_BYTES) {
      if (chunks.size() == maxChunks) {
        return NO_ROOM;
      }
      used = chunks.isEmpty() ? FIRST_ADDRESS : 0;
      chunks.add(arena.allocate(CHUNK_BYTES));
    }
    MemorySegment.copy(memory, offset, chunks.getLast(), used, length);
    long address = (chunks.size() - 1L) << CHUNK_BITS | used;
    used += length;
    return address;
  }

  /** The memory that holds the copy with this address. */
  MemorySegment chunk(long address) {
    return chunks.get((int) (address >>> CHUNK_BITS));
  }

  /** Where in that memory it begins. */
  static int offset(long address) {
    return (int) address & CHUNK_BYTES - 1;
  }

  /** Bytes of memory in use. */
  long bytes() {
    return (long) chunks.size() * CHUNK_BYTES;
  }

  @Override
  public void close() {
    arena.close();
  }
}
