package io.drydock.formats.mvcc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * An exact map from user keys to the record that last spoke of each, for as many keys as the disk
 * holds.
 *
 * <p>No key is kept: an entry says where a record's message lies, and two keys are compared where
 * they lie. Entries stand in memory outside the heap, 16 bytes each plus 8 for each column that the
 * user asks for; the table is a third to two thirds full, so a key costs 23 to 46 bytes, and half
 * as much again while the table grows.
 *
 * <pre>
 * word | bits  | content
 * -----+-------+--------------------------------------------------
 *    0 | 16–63 | offset of the message; 0 in a free entry
 *    0 |  0–15 | bits 28–43 of the hash
 *    1 | 32–63 | length of the message
 *    1 |  4–31 | bits 0–27 of the hash
 *    1 |     3 | 1: the key is not the first field of the message
 *    1 |  0–2  | flags of the user
 *   2… |       | columns of the user
 * </pre>
 *
 * <p>Open addressing, linear probing. The 44 bits of hash that an entry keeps find its place in a
 * larger table without a look at the key. Used by one thread, closed by its maker.
 */
public final class KeyTable implements AutoCloseable {

  /** No entry. */
  public static final long NONE = -1;

  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
  private static final long FIRST_CAPACITY = 1 << 12;
  private static final int HASH_BITS = 44;
  private static final int HIGH_HASH_BITS = 16;
  private static final int LOW_HASH_BITS = HASH_BITS - HIGH_HASH_BITS;
  private static final int FLAG_BITS = 4;
  private static final long LOW_HASH_MASK = (1L << LOW_HASH_BITS) - 1;
  private static final long HIGH_HASH_MASK = (1L << HIGH_HASH_BITS) - 1;
  private static final long KEY_NOT_FIRST = 1 << 3;
  private static final long USER_FLAGS = KEY_NOT_FIRST - 1;
  private static final long MAX_OFFSET = 1L << 48;

  private final MemorySegment memory;
  private final KeyLocator stored;
  private final long entryBytes;
  private Arena arena;
  private MemorySegment entries;
  private long capacity;
  private long size;

  /** What {@link #warm} read; stored so that no compiler leaves the reading out. */
  private long touched;

  /**
   * An empty table.
   *
   * @param memory what message offsets point into
   * @param columns numbers of the user at each key
   */
  public KeyTable(MemorySegment memory, int columns) {
    this.memory = memory;
    this.stored = new KeyLocator(memory);
    this.entryBytes = (2L + columns) * Long.BYTES;
    allocate(FIRST_CAPACITY);
  }

  private void allocate(long newCapacity) {
    arena = Arena.ofConfined();
    capacity = newCapacity;
    entries = arena.allocate(newCapacity * entryBytes, Long.BYTES);
  }

  /** How many keys are in. */
  public long size() {
    return size;
  }

  /** Bytes of memory in use. */
  public long bytes() {
    return entries.byteSize();
  }

  /**
   * Touches what look-ups of these records are going to need. Reads do not wait for each other here
   * as they do in a look-up, which is most of what a look-up costs.
   */
  public void warm(RecordBatch batch) {
    long sum = 0;
    for (int i = 0; i < batch.size(); i++) {
      sum += word(home(batch.keyHash[i]), 1);
    }
    for (int i = 0; i < batch.size(); i++) {
      long offset = offset(home(batch.keyHash[i]));
      if (offset != 0) {
        sum += memory.get(ValueLayout.JAVA_BYTE, offset);
      }
    }
    touched = sum;
  }

  /**
   * The entry of the record's key, made when there is none; a new entry has no flags and zeros in
   * its columns, and {@link #size()} grows. Entries move when a key is added.
   */
  public long findOrAdd(RecordBatch batch, int i) {
    long hash = batch.keyHash[i] >>> Long.SIZE - HASH_BITS;
    long entry = probe(batch, i, hash);
    if (!isFree(entry)) {
      return entry;
    }
    if ((size + 1) * 3 > capacity * 2) {
      grow();
      entry = probe(batch, i, hash);
    }
    size++;
    setWord(entry, 0, hash >>> LOW_HASH_BITS);
    setWord(entry, 1, (hash & LOW_HASH_MASK) << FLAG_BITS);
    moveTo(entry, batch, i);
    return entry;
  }

  /** Makes this record, which must have the entry's key, the one that the entry points to. */
  public void moveTo(long entry, RecordBatch batch, int i) {
    long offset = batch.messageOffset[i];
    if (offset <= 0 || offset >= MAX_OFFSET) {
      throw new IllegalStateException("message at offset " + offset);
    }
    long form = batch.isKeyFirst[i] ? 0 : KEY_NOT_FIRST;
    long kept = word(entry, 1) & 0xffffffffL & ~KEY_NOT_FIRST;
    setWord(entry, 0, offset << HIGH_HASH_BITS | word(entry, 0) & HIGH_HASH_MASK);
    setWord(entry, 1, (long) batch.messageLength[i] << Integer.SIZE | kept | form);
  }

  /** Where the message begins. */
  public long offset(long entry) {
    return word(entry, 0) >>> HIGH_HASH_BITS;
  }

  /** Bytes of the message. */
  public int length(long entry) {
    return (int) (word(entry, 1) >>> Integer.SIZE);
  }

  /** As {@link KeyValueView#isKeyFirst()}. */
  public boolean isKeyFirst(long entry) {
    return (word(entry, 1) & KEY_NOT_FIRST) == 0;
  }

  /** What was set, 0..7. */
  public int flags(long entry) {
    return (int) (word(entry, 1) & USER_FLAGS);
  }

  /** Sets the flags, 0..7. */
  public void setFlags(long entry, int flags) {
    setWord(entry, 1, word(entry, 1) & ~USER_FLAGS | flags);
  }

  /** A number of the user. */
  public long column(long entry, int column) {
    return word(entry, 2 + column);
  }

  /** Sets a number of the user. */
  public void setColumn(long entry, int column, long value) {
    setWord(entry, 2 + column, value);
  }

  /** The first entry after this one in no particular order, from {@link #NONE} to NONE. */
  public long after(long entry) {
    for (long next = entry + 1; next < capacity; next++) {
      if (!isFree(next)) {
        return next;
      }
    }
    return NONE;
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    arena.close();
  }

  private long probe(RecordBatch batch, int i, long hash) {
    long entry = hash & capacity - 1;
    while (!isFree(entry) && !(storedHash(entry) == hash && hasKeyOf(entry, batch, i))) {
      entry = entry + 1 & capacity - 1;
    }
    return entry;
  }

  private boolean hasKeyOf(long entry, RecordBatch batch, int i) {
    stored.locate(offset(entry), length(entry), isKeyFirst(entry));
    return stored.length() == batch.keyLength[i]
        && MemorySegment.mismatch(
                memory,
                stored.offset(),
                stored.offset() + stored.length(),
                memory,
                batch.keyOffset[i],
                batch.keyOffset[i] + stored.length())
            < 0;
  }

  private void grow() {
    MemorySegment old = entries;
    Arena oldArena = arena;
    allocate(capacity * 2);
    for (long from = 0; from < old.byteSize(); from += entryBytes) {
      if (old.get(WORD, from) != 0) {
        long high = old.get(WORD, from) & HIGH_HASH_MASK;
        long low = old.get(WORD, from + Long.BYTES) >>> FLAG_BITS & LOW_HASH_MASK;
        long entry = (high << LOW_HASH_BITS | low) & capacity - 1;
        while (!isFree(entry)) {
          entry = entry + 1 & capacity - 1;
        }
        MemorySegment.copy(old, from, entries, entry * entryBytes, entryBytes);
      }
    }
    oldArena.close();
  }

  private long home(long keyHash) {
    return keyHash >>> Long.SIZE - HASH_BITS & capacity - 1;
  }

  private boolean isFree(long entry) {
    return word(entry, 0) == 0;
  }

  private long storedHash(long entry) {
    long high = word(entry, 0) & HIGH_HASH_MASK;
    return high << LOW_HASH_BITS | word(entry, 1) >>> FLAG_BITS & LOW_HASH_MASK;
  }

  private long word(long entry, int word) {
    return entries.get(WORD, entry * entryBytes + (long) word * Long.BYTES);
  }

  private void setWord(long entry, int word, long value) {
    entries.set(WORD, entry * entryBytes + (long) word * Long.BYTES, value);
  }
}
