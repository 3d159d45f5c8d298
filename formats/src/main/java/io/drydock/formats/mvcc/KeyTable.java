package io.drydock.formats.mvcc;

import io.drydock.formats.backend.BackendView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * An exact map from user keys to a few numbers, for as many keys as the disk holds.
 *
 * <p>Nothing of it is on the heap. An entry has 16 bytes and 8 more for each column; the table is
 * 64 to 80 percent full, so that is 20 to 25 bytes a key without columns. It grows in 64 parts, one
 * by one, so that growing takes hardly more. The first 8 MiB of keys are copied beside it and
 * compared byte by byte; further ones, and those over 1 KiB, are told by 128 bits of their SHA-256
 * ({@link FarKeys}).
 *
 * <pre>
 * word | bits  | content
 * -----+-------+--------------------------------------------------------
 *    0 | 16–63 | address of the copy or of the far key; 0 in a free entry
 *    0 |  0–15 | bits 28–43 of the hash
 *    1 | 32–63 | length of the key
 *    1 |  4–31 | bits 0–27 of the hash
 *    1 |     3 | 1: the key is a copy, 0: a far key
 *    1 |  0–2  | flags of the user
 *   2… |       | columns of the user
 * </pre>
 *
 * <p>Open addressing, linear probing. The upper bits of the hash that an entry keeps name its part,
 * the rest is, as a fraction, its place in a part of any size: entries lie in the order of their
 * hashes, before and after growth. Used by one thread, closed by its maker.
 */
public final class KeyTable implements AutoCloseable {

  /** No entry. */
  public static final long NONE = -1;

  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
  private static final int PARTS = 64;
  private static final int PART_BITS = 6;
  private static final long FIRST_CAPACITY = 8;

  /** Parts below this many entries double, larger ones grow by a quarter. */
  private static final long SMALL_CAPACITY = 1 << 10;

  private static final int INDEX_BITS = 40;
  private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;
  private static final int HASH_BITS = 44;
  private static final int HIGH_HASH_BITS = 16;
  private static final int LOW_HASH_BITS = HASH_BITS - HIGH_HASH_BITS;
  private static final int FLAG_BITS = 4;
  private static final long LOW_HASH_MASK = (1L << LOW_HASH_BITS) - 1;
  private static final long HIGH_HASH_MASK = (1L << HIGH_HASH_BITS) - 1;
  private static final long IS_COPY = 1 << 3;
  private static final long USER_FLAGS = IS_COPY - 1;

  /** 8 MiB: the keys of a hundred thousand Kubernetes objects. */
  private static final int MAX_COPY_CHUNKS = 8;

  private final BackendView view;
  private final MemorySegment memory;
  private final KeyCopies copies = new KeyCopies(MAX_COPY_CHUNKS);
  private final FarKeys fars = new FarKeys();
  private final long entryBytes;
  private final Part[] parts = new Part[PARTS];
  private long size;

  /** What {@link #warm} read; stored so that no compiler leaves the reading out. */
  private long touched;

  /** Entries whose hashes agree in their upper bits. */
  private static final class Part implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment entries;
    private final long capacity;
    private long size;

    Part(long capacity, long entryBytes) {
      this.capacity = capacity;
      this.entries = arena.allocate(capacity * entryBytes, Long.BYTES);
    }

    boolean isFull() {
      return (size + 1) * 5 > capacity * 4;
    }

    @Override
    public void close() {
      arena.close();
    }
  }

  /**
   * An empty table.
   *
   * @param view where the keys of the records lie
   * @param columns numbers of the user at each key
   */
  public KeyTable(BackendView view, int columns) {
    this.view = view;
    this.memory = view.memory();
    this.entryBytes = (2L + columns) * Long.BYTES;
    for (int i = 0; i < PARTS; i++) {
      parts[i] = new Part(FIRST_CAPACITY, entryBytes);
    }
  }

  /** How many keys are in. */
  public long size() {
    return size;
  }

  /** Bytes of memory in use. */
  public long bytes() {
    long sum = copies.bytes() + fars.bytes();
    for (Part part : parts) {
      sum += part.entries.byteSize();
    }
    return sum;
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
      sum += word(home(hash(batch, i)), 1);
    }
    for (int i = 0; i < batch.size(); i++) {
      long entry = home(hash(batch, i));
      if (!isFree(entry) && isCopy(entry)) {
        sum +=
            copies.chunk(place(entry)).get(ValueLayout.JAVA_BYTE, KeyCopies.offset(place(entry)));
      }
    }
    touched = sum;
  }

  /**
   * The entry of the key of a record that was warmed, made when there is none; a new entry has no
   * flags and zeros in its columns, and {@link #size()} grows. Entries move when a key is added.
   */
  public long findOrAdd(RecordBatch batch, int i) {
    return findOrAdd(hash(batch, i), batch.keyOffset[i], batch.keyLength[i]);
  }

  /** As {@link #findOrAdd(RecordBatch, int)}, for a key that lies there in the view's memory. */
  public long findOrAdd(long keyOffset, int keyLength) {
    return findOrAdd(hash(keyOffset, keyLength), keyOffset, keyLength);
  }

  /** The entry of the key that lies there in the view's memory, or {@link #NONE}. */
  public long find(long keyOffset, int keyLength) {
    long entry = probe(hash(keyOffset, keyLength), keyOffset, keyLength);
    return isFree(entry) ? NONE : entry;
  }

  private long findOrAdd(long hash, long keyOffset, int keyLength) {
    long entry = probe(hash, keyOffset, keyLength);
    if (!isFree(entry)) {
      return entry;
    }
    if (part(entry).isFull()) {
      grow(partOf(hash));
      entry = probe(hash, keyOffset, keyLength);
    }
    size++;
    part(entry).size++;
    set(entry, hash, keyOffset, keyLength);
    return entry;
  }

  private void set(long entry, long hash, long keyOffset, int keyLength) {
    long copy = copies.add(memory, keyOffset, keyLength);
    boolean isCopy = copy != KeyCopies.NO_ROOM;
    long place = isCopy ? copy : fars.add(memory, keyOffset, keyLength);
    setWord(entry, 0, place << HIGH_HASH_BITS | hash >>> LOW_HASH_BITS);
    long low = (hash & LOW_HASH_MASK) << FLAG_BITS | (isCopy ? IS_COPY : 0);
    setWord(entry, 1, (long) keyLength << Integer.SIZE | low);
  }

  /** The entry's key, without a copy; valid until the table is closed. */
  public MemorySegment key(long entry) {
    int length = keyLength(entry);
    if (isCopy(entry)) {
      return copies.chunk(place(entry)).asSlice(KeyCopies.offset(place(entry)), length);
    }
    view.visited(length);
    return memory.asSlice(fars.offset(place(entry)), length);
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
    setColumn(entry, 1, batch.messageLength[i]);
  }

  /** What {@link #setMessage} noted last. */
  public MessagePlace message(long entry) {
    return new MessagePlace(column(entry, 0), (int) column(entry, 1));
  }

  /** The first entry after this one in no particular order, from {@link #NONE} to NONE. */
  public long after(long entry) {
    long index = entry == NONE ? 0 : index(entry) + 1;
    for (int part = entry == NONE ? 0 : (int) (entry >>> INDEX_BITS); part < PARTS; part++) {
      for (; index < parts[part].capacity; index++) {
        if (!isFree(entry(part, index))) {
          return entry(part, index);
        }
      }
      index = 0;
    }
    return NONE;
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    for (Part part : parts) {
      part.close();
    }
    copies.close();
    fars.close();
  }

  private long probe(long hash, long keyOffset, int keyLength) {
    long entry = home(hash);
    while (!isFree(entry) && !(storedHash(entry) == hash && hasKey(entry, keyOffset, keyLength))) {
      entry = behind(entry);
    }
    return entry;
  }

  private boolean hasKey(long entry, long keyOffset, int keyLength) {
    if (keyLength(entry) != keyLength) {
      return false;
    }
    long place = place(entry);
    if (!isCopy(entry)) {
      return fars.isSame(place, memory, keyOffset, keyLength);
    }
    long from = KeyCopies.offset(place);
    MemorySegment copy = copies.chunk(place);
    return MemorySegment.mismatch(
            copy, from, from + keyLength, memory, keyOffset, keyOffset + keyLength)
        < 0;
  }

  private void grow(int place) {
    Part old = parts[place];
    long more = old.capacity < SMALL_CAPACITY ? old.capacity : old.capacity / 4;
    parts[place] = new Part(old.capacity + more, entryBytes);
    parts[place].size = old.size;
    for (long from = 0; from < old.entries.byteSize(); from += entryBytes) {
      if (old.entries.get(WORD, from) != 0) {
        long entry = home(storedHash(old.entries, from));
        while (!isFree(entry)) {
          entry = behind(entry);
        }
        MemorySegment into = parts[place].entries;
        MemorySegment.copy(old.entries, from, into, index(entry) * entryBytes, entryBytes);
      }
    }
    old.close();
  }

  private static long hash(RecordBatch batch, int i) {
    return batch.keyHash[i] >>> Long.SIZE - HASH_BITS;
  }

  private long hash(long keyOffset, int keyLength) {
    return RecordBatch.hash(memory, keyOffset, keyLength) >>> Long.SIZE - HASH_BITS;
  }

  private static int partOf(long hash) {
    return (int) (hash >>> HASH_BITS - PART_BITS);
  }

  /** Where in its part an entry of this hash belongs: its lower bits as a fraction of the whole. */
  private long home(long hash) {
    int part = partOf(hash);
    long fraction = hash << Long.SIZE - HASH_BITS + PART_BITS;
    return entry(part, Math.unsignedMultiplyHigh(fraction, parts[part].capacity));
  }

  private long behind(long entry) {
    long next = index(entry) + 1;
    return next < part(entry).capacity ? entry + 1 : entry - index(entry);
  }

  private static long entry(int part, long index) {
    return (long) part << INDEX_BITS | index;
  }

  private static long index(long entry) {
    return entry & INDEX_MASK;
  }

  private Part part(long entry) {
    return parts[(int) (entry >>> INDEX_BITS)];
  }

  private boolean isFree(long entry) {
    return word(entry, 0) == 0;
  }

  private long place(long entry) {
    return word(entry, 0) >>> HIGH_HASH_BITS;
  }

  private boolean isCopy(long entry) {
    return (word(entry, 1) & IS_COPY) != 0;
  }

  private int keyLength(long entry) {
    return (int) (word(entry, 1) >>> Integer.SIZE);
  }

  private long storedHash(long entry) {
    return storedHash(part(entry).entries, index(entry) * entryBytes);
  }

  private static long storedHash(MemorySegment in, long at) {
    long high = in.get(WORD, at) & HIGH_HASH_MASK;
    return high << LOW_HASH_BITS | in.get(WORD, at + Long.BYTES) >>> FLAG_BITS & LOW_HASH_MASK;
  }

  private long word(long entry, int word) {
    return part(entry).entries.get(WORD, index(entry) * entryBytes + (long) word * Long.BYTES);
  }

  private void setWord(long entry, int word, long value) {
    part(entry).entries.set(WORD, index(entry) * entryBytes + (long) word * Long.BYTES, value);
  }
}
