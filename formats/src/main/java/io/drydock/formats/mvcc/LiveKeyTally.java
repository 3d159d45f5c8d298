package io.drydock.formats.mvcc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Counts the keys whose newest record is a put, without keeping the keys.
 *
 * <p>A key is told by a fingerprint of 127 bits. By chance two of a billion keys share one less
 * often than once in 10^20 counts; somebody who makes a file for that purpose can make the count be
 * one too low. What must hold then too asks a {@link KeyTable}, which compares keys, or digests
 * that nobody is known to be able to forge. Here the keys, which lie all over the file, are never
 * looked at twice: where they are long, that is most of the work.
 *
 * <pre>
 * word | bits | content
 * -----+------+-----------------------------------------------
 *    0 | 0–63 | first half of the fingerprint; 0 in a free slot
 *    1 | 1–63 | second half
 *    1 |    0 | 1: the newest record is a put
 * </pre>
 *
 * <p>Open addressing, linear probing, a third to two thirds full: 24 to 48 bytes a key outside the
 * heap, and half as much again while the table grows. Used by one thread, closed by its maker.
 */
final class LiveKeyTally implements AutoCloseable {

  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
  private static final VarHandle LONG_OF_PART =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long SLOT_BYTES = 2L * Long.BYTES;
  private static final long FIRST_CAPACITY = 1 << 8;
  private static final long ALIVE = 1;
  private static final long FIRST_FACTOR = 0x9e3779b97f4a7c15L;
  private static final long SECOND_FACTOR = 0xd6e8feb86659fd93L;
  private static final int PART_BYTES = 1 << 10;

  /** Looked up together, so that their waits for memory overlap. */
  private static final int BATCH = 128;

  private final MemorySegment memory;
  private final long[] first = new long[BATCH];
  private final long[] second = new long[BATCH];
  private final long[] state = new long[BATCH];
  private int batched;
  private final byte[] part = new byte[PART_BYTES];
  private Arena arena;
  private MemorySegment slots;
  private long capacity;
  private long keys;
  private long alive;

  /** What {@link #flush} read ahead; stored so that no compiler leaves the reading out. */
  private long touched;

  /** Counts keys that lie in this memory. */
  LiveKeyTally(MemorySegment memory) {
    this.memory = memory;
    allocate(FIRST_CAPACITY);
  }

  private void allocate(long newCapacity) {
    arena = Arena.ofConfined();
    capacity = newCapacity;
    slots = arena.allocate(newCapacity * SLOT_BYTES, Long.BYTES);
  }

  /** The next record, in the order of the bucket: where its user's key is, and what it does. */
  void add(long keyOffset, int keyLength, boolean isPut) {
    takeFingerprint(keyOffset, keyLength);
    state[batched++] = isPut ? ALIVE : 0;
    if (batched == BATCH) {
      flush();
    }
  }

  /** How many keys are alive after all that was added. */
  long count() {
    flush();
    return alive;
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    arena.close();
  }

  private void takeFingerprint(long offset, int length) {
    long a = FIRST_FACTOR ^ length;
    long b = SECOND_FACTOR ^ length;
    for (long done = 0; done < length; done += part.length) {
      int size = (int) Math.min(part.length, length - done);
      MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset + done, part, 0, size);
      Arrays.fill(part, size, size + (-size & Long.BYTES - 1), (byte) 0);
      for (int at = 0; at < size; at += Long.BYTES) {
        long word = (long) LONG_OF_PART.get(part, at);
        a = mix(a, word, FIRST_FACTOR);
        b = mix(b, word, SECOND_FACTOR);
      }
    }
    first[batched] = a == 0 ? 1 : a;
    second[batched] = b & ~ALIVE;
  }

  /** The whole product of 128 bits, folded, so that every bit counts in every other. */
  private static long mix(long state, long word, long factor) {
    long x = state ^ word;
    return x * factor ^ Math.unsignedMultiplyHigh(x, factor) ^ Long.rotateLeft(state, 23);
  }

  /** Touches the slots of a batch first: these reads do not wait for each other. */
  private void flush() {
    long sum = 0;
    for (int i = 0; i < batched; i++) {
      sum += slots.get(WORD, (first[i] & capacity - 1) * SLOT_BYTES);
    }
    touched = sum;
    for (int i = 0; i < batched; i++) {
      note(first[i], second[i], state[i]);
    }
    batched = 0;
  }

  private void note(long a, long b, long newState) {
    long at = find(a, b);
    if (slots.get(WORD, at) == 0) {
      if ((keys + 1) * 3 > capacity * 2) {
        grow();
        at = find(a, b);
      }
      keys++;
      slots.set(WORD, at, a);
    } else {
      alive -= slots.get(WORD, at + Long.BYTES) & ALIVE;
    }
    slots.set(WORD, at + Long.BYTES, b | newState);
    alive += newState;
  }

  /** Where the slot of this fingerprint is, or the free one for it. */
  private long find(long a, long b) {
    long at = (a & capacity - 1) * SLOT_BYTES;
    for (long found = slots.get(WORD, at); found != 0; found = slots.get(WORD, at)) {
      if (found == a && (slots.get(WORD, at + Long.BYTES) & ~ALIVE) == b) {
        return at;
      }
      at = at + SLOT_BYTES & capacity * SLOT_BYTES - 1;
    }
    return at;
  }

  private void grow() {
    MemorySegment old = slots;
    Arena oldArena = arena;
    allocate(capacity * 2);
    for (long from = 0; from < old.byteSize(); from += SLOT_BYTES) {
      long a = old.get(WORD, from);
      if (a != 0) {
        long b = old.get(WORD, from + Long.BYTES);
        long at = find(a, b & ~ALIVE);
        slots.set(WORD, at, a);
        slots.set(WORD, at + Long.BYTES, b);
      }
    }
    oldArena.close();
  }
}
