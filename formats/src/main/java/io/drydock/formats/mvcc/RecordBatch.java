package io.drydock.formats.mvcc;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.RevisionKey;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The next few records of a scan with all their numbers, side by side.
 *
 * <p>A look-up of a key in a {@link KeyTable} waits for memory three times: for the entry, for the
 * message it points to, for the key there. Over a batch these waits overlap.
 *
 * <p>Arrays are indexed by the record's place in the batch, from 0 to {@link #size()} - 1.
 */
public final class RecordBatch {

  /** Enough to keep memory busy, few enough to stay in the nearest cache. */
  private static final int CAPACITY = 128;

  private static final ValueLayout.OfLong UNALIGNED = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final long MIX_A = 0x9e3779b97f4a7c15L;
  private static final long MIX_B = 0xd6e8feb86659fd93L;

  private final KeyScan scan;
  private final KeyFilter filter;
  private final MemorySegment memory;
  private boolean isScanOver;
  private int size;

  /** Main revision. */
  public final long[] main = new long[CAPACITY];

  /** Sub revision. */
  public final long[] sub = new long[CAPACITY];

  /** True for a deletion. */
  public final boolean[] isTombstone = new boolean[CAPACITY];

  /** As {@link KeyScan#ordinal()}. */
  public final long[] ordinal = new long[CAPACITY];

  /** As {@link KeyScan#recordBytes()}. */
  public final int[] recordBytes = new int[CAPACITY];

  /** Where the message begins. */
  public final long[] messageOffset = new long[CAPACITY];

  /** Bytes of the message. */
  public final int[] messageLength = new int[CAPACITY];

  /** Where the user's key begins. */
  public final long[] keyOffset = new long[CAPACITY];

  /** Bytes of the user's key. */
  public final int[] keyLength = new int[CAPACITY];

  /** 64 bits that depend on every byte of the key; set by {@link #hashKeys}. */
  public final long[] keyHash = new long[CAPACITY];

  /** Bytes of the user's value. */
  public final int[] valueLength = new int[CAPACITY];

  /** Main revision of the generation's first put. */
  public final long[] createRevision = new long[CAPACITY];

  /** Main revision as the message says it. */
  public final long[] modRevision = new long[CAPACITY];

  /** Which put of its generation this is. */
  public final long[] keyVersion = new long[CAPACITY];

  /** Id of the lease, 0 for none. */
  public final long[] lease = new long[CAPACITY];

  /** A batch without records, to be filled with all records of the scan. */
  public RecordBatch(KeyScan scan) {
    this(scan, (memory, offset, length) -> true);
  }

  /** A batch without records, to be filled with those that the filter takes. */
  public RecordBatch(KeyScan scan, KeyFilter filter) {
    this.scan = scan;
    this.filter = filter;
    this.memory = scan.view().memory();
  }

  /** Which keys are wanted. */
  @FunctionalInterface
  public interface KeyFilter {

    /** True for a key that is, given where it lies. */
    boolean takes(MemorySegment memory, long offset, int length);
  }

  /** Which part of a record cannot be read. */
  public enum Damaged {
    /** A page, an element: some records cannot be reached. */
    TREE,
    /** The key is no revision. */
    KEY,
    /** The value is no KeyValue. */
    VALUE
  }

  /** What to do about a record that cannot be read. */
  @FunctionalInterface
  public interface OnDamage {

    /** Takes note, or throws to end the scan; a damaged record is in no batch. */
    void take(Damaged part, CorruptFileException damage) throws CorruptFileException;
  }

  /**
   * Reads the next records.
   *
   * @param lastMain records of a later main revision end the scan
   * @return false when there are none
   * @throws FormatException when a record or the tree is damaged
   */
  public boolean fill(long lastMain) throws FormatException {
    return fill(
        lastMain,
        (part, damage) -> {
          throw damage;
        });
  }

  /** As {@link #fill(long)}, but somebody decides about damage. */
  public boolean fill(long lastMain, OnDamage onDamage) throws FormatException {
    size = 0;
    while (size < CAPACITY && !isScanOver) {
      var reading = Damaged.TREE;
      try {
        isScanOver = !scan.move();
        if (!isScanOver) {
          reading = Damaged.KEY;
          scan.readKey();
          reading = Damaged.VALUE;
          isScanOver = scan.main() > lastMain;
        }
        if (!isScanOver) {
          note(scan.keyValue());
        }
      } catch (CorruptFileException damage) {
        onDamage.take(reading, damage);
      }
    }
    return size > 0;
  }

  private void note(KeyValueView message) {
    if (!filter.takes(memory, message.keyOffset(), message.keyLength())) {
      return;
    }
    int i = size++;
    main[i] = scan.main();
    sub[i] = scan.sub();
    isTombstone[i] = scan.isTombstone();
    ordinal[i] = scan.ordinal();
    recordBytes[i] = scan.recordBytes();
    messageOffset[i] = scan.valueOffset();
    messageLength[i] = scan.valueLength();
    keyOffset[i] = message.keyOffset();
    keyLength[i] = message.keyLength();
    valueLength[i] = message.valueLength();
    createRevision[i] = message.createRevision();
    modRevision[i] = message.modRevision();
    keyVersion[i] = message.keyVersion();
    lease[i] = message.lease();
  }

  /** Sets {@link #keyHash} for all records. */
  void hashKeys() {
    for (int i = 0; i < size; i++) {
      keyHash[i] = hash(memory, keyOffset[i], keyLength[i]);
    }
  }

  /** How many records are in. */
  public int size() {
    return size;
  }

  /** Where the record lies: its key, which the message follows directly, and the message. */
  public Extent at(BackendView view, int i) {
    int rawKeyLength = isTombstone[i] ? RevisionKey.TOMBSTONE_BYTES : RevisionKey.VERSION_BYTES;
    return view.extent(messageOffset[i] - rawKeyLength, rawKeyLength + (long) messageLength[i]);
  }

  /** Eight bytes a step; the last step takes what is left of them. */
  public static long hash(MemorySegment in, long offset, int length) {
    long hash = MIX_A ^ length;
    long at = offset;
    int left = length;
    for (; left >= Long.BYTES; left -= Long.BYTES, at += Long.BYTES) {
      hash = mix(hash, in.get(UNALIGNED, at));
    }
    long rest = 0;
    for (int i = 0; i < left; i++) {
      rest = rest << Byte.SIZE | in.get(ValueLayout.JAVA_BYTE, at + i) & 0xff;
    }
    hash = mix(hash, rest);
    return (hash ^ hash >>> Integer.SIZE) * MIX_A;
  }

  private static long mix(long hash, long word) {
    long x = hash ^ word;
    return x * MIX_B ^ Math.unsignedMultiplyHigh(x, MIX_B) ^ Long.rotateLeft(hash, 23);
  }
}
