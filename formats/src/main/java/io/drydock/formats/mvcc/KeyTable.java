package io.drydock.formats.mvcc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * An exact map from user keys to a few numbers, for as many keys as the disk holds.
 *
 * <p>Nothing of it is on the heap. An entry has 16 bytes and 8 more for each column; the table is a
 * third to two thirds full, so that is 24 to 48 bytes a key without columns, and half as much again
 * while the table grows. The first 64 MiB of keys are copied beside it; of further ones, and of
 * those over 1 KiB, the entry says where they lie in the file. Two keys with the same hash are
 * always compared byte by byte.
 *
 * <pre>
 * word | bits  | content
 * -----+-------+--------------------------------------------------------
 *    0 | 16–63 | where the key is: an offset in the file, or of a copy; 0 in a free entry
 *    0 |  0–15 | bits 28–43 of the hash
 *    1 | 32–63 | length of the key
 *    1 |  4–31 | bits 0–27 of the hash
 *    1 |     3 | 1: the key is a copy
 *    1 |  0–2  | flags of the user
 *   2… |       | columns of the user
 * </pre>
 *
 * <p>Open addressing, linear probing. The bits of hash that an entry keeps find its place in a
 * larger table without a look at the key. Used by one thread, closed by its maker.
 */
public final class KeyTable implements AutoCloseable {

  /** No entry. */
  public static final long NONE = -1;

  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
  private static final long FIRST_CAPACITY = 1 << 8;
  private static final int HASH_BITS = 44;
  private static final int HIGH_HASH_BITS = 16;
  private static final int LOW_HASH_BITS = HASH_BITS - HIGH_HASH_BITS;
  private static final int FLAG_BITS = 4;
  private static final long LOW_HASH_MASK = (1L << LOW_HASH_BITS) - 1;
  private static final long HIGH_HASH_MASK = (1L << HIGH_HASH_BITS) - 1;
  private static final long IS_COPY = 1 << 3;
  private static final long USER_FLAGS = IS_COPY - 1;
  private static final long MAX_OFFSET = 1L << 48;
  private static final long KEY_FIRST = 1L << 32;

  private final MemorySegment memory;
  private final KeyCopies copies = new KeyCopies();
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
   * @param memory where the keys of the records lie
   * @param columns numbers of the user at each key
   */
  public KeyTable(MemorySegment memory, int columns) {
    this.memory = memory;
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
    return entries.byteSize() + copies.bytes();
  }

  /**
   * Hashes the keys of these records, which must come before their look-up, and touches what the
   * look-ups are going to need. Reads do not wait for each other here as they do in a look-up,
   * which is most of what a look-up costs.
   */
  public void warm(RecordBatch batch) {
    batch.hashKeys();
    long sum = 0;
    for (int i = 0; i < batch.size(); i++) {
      sum += word(home(batch.keyHash[i]), 1);
    }
    for (int i = 0; i < batch.size(); i++) {
      long entry = home(batch.keyHash[i]);
      if (!isFree(entry)) {
        sum += keyMemory(entry).get(ValueLayout.JAVA_BYTE, keyOffset(entry));
      }
    }
    touched = sum;
  }

  /**
   * The entry of the key of a record that was warmed, made when there is none; a new entry has no
   * flags and zeros in its columns, and {@link #size()} grows. Entries move when a key is added.
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
    set(entry, hash, batch.keyOffset[i], batch.keyLength[i]);
    return entry;
  }

  private void set(long entry, long hash, long keyOffset, int keyLength) {
    if (keyOffset <= 0 || keyOffset >= MAX_OFFSET) {
      throw new IllegalStateException("key at offset " + keyOffset);
    }
    long copy = copies.add(memory, keyOffset, keyLength);
    boolean isCopy = copy != KeyCopies.NO_ROOM;
    long place = isCopy ? copy : keyOffset;
    setWord(entry, 0, place << HIGH_HASH_BITS | hash >>> LOW_HASH_BITS);
    long low = (hash & LOW_HASH_MASK) << FLAG_BITS | (isCopy ? IS_COPY : 0);
    setWord(entry, 1, (long) keyLength << Integer.SIZE | low);
  }

  /** The entry's key, without a copy; valid until the table is closed. */
  public MemorySegment key(long entry) {
    return keyMemory(entry).asSlice(keyOffset(entry), keyLength(entry));
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

  /** Notes in columns 0 and 1, which must be there, where the record's message lies. */
  public void setMessage(long entry, RecordBatch batch, int i) {
    setColumn(entry, 0, batch.messageOffset[i]);
    setColumn(entry, 1, batch.messageLength[i] | (batch.isKeyFirst[i] ? KEY_FIRST : 0));
  }

  /** What {@link #setMessage} noted last. */
  public MessagePlace message(long entry) {
    long form = column(entry, 1);
    return new MessagePlace(column(entry, 0), (int) form, (form & KEY_FIRST) != 0);
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
    copies.close();
  }

  private long probe(RecordBatch batch, int i, long hash) {
    long entry = hash & capacity - 1;
    while (!isFree(entry) && !(storedHash(entry) == hash && hasKeyOf(entry, batch, i))) {
      entry = entry + 1 & capacity - 1;
    }
    return entry;
  }

  private boolean hasKeyOf(long entry, RecordBatch batch, int i) {
    int length = keyLength(entry);
    if (length != batch.keyLength[i]) {
      return false;
    }
    long from = keyOffset(entry);
    long other = batch.keyOffset[i];
    MemorySegment stored = keyMemory(entry);
    return MemorySegment.mismatch(stored, from, from + length, memory, other, other + length) < 0;
  }

  private void grow() {
    MemorySegment old = entries;
    Arena oldArena = arena;
    allocate(capacity * 2);
    for (long from = 0; from < old.byteSize(); from += entryBytes) {
      if (old.get(WORD, from) != 0) {
        long entry = storedHash(old, from) & capacity - 1;
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

  private MemorySegment keyMemory(long entry) {
    return isCopy(entry) ? copies.chunk(word(entry, 0) >>> HIGH_HASH_BITS) : memory;
  }

  private long keyOffset(long entry) {
    long place = word(entry, 0) >>> HIGH_HASH_BITS;
    return isCopy(entry) ? KeyCopies.offset(place) : place;
  }

  private boolean isCopy(long entry) {
    return (word(entry, 1) & IS_COPY) != 0;
  }

  private int keyLength(long entry) {
    return (int) (word(entry, 1) >>> Integer.SIZE);
  }

  private long storedHash(long entry) {
    return storedHash(entries, entry * entryBytes);
  }

  private static long storedHash(MemorySegment in, long at) {
    long high = in.get(WORD, at) & HIGH_HASH_MASK;
    return high << LOW_HASH_BITS | in.get(WORD, at + Long.BYTES) >>> FLAG_BITS & LOW_HASH_MASK;
  }

  private long word(long entry, int word) {
    return entries.get(WORD, entry * entryBytes + (long) word * Long.BYTES);
  }

  private void setWord(long entry, int word, long value) {
    entries.set(WORD, entry * entryBytes + (long) word * Long.BYTES, value);
  }
}
