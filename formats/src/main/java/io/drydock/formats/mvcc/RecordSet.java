package io.drydock.formats.mvcc;

import java.util.ArrayList;
import java.util.List;

/** A set of records by their ordinals in a scan: one bit each, as far as the highest one in it. */
public final class RecordSet {

  private static final int CHUNK_BITS = 1 << 20;
  private static final int CHUNK_WORDS = CHUNK_BITS / Long.SIZE;

  private final List<long[]> chunks = new ArrayList<>();
  private long size;

  /** Puts a record in that is not in. */
  public void add(long ordinal) {
    int chunk = Math.toIntExact(ordinal / CHUNK_BITS);
    while (chunks.size() <= chunk) {
      chunks.add(new long[CHUNK_WORDS]);
    }
    chunks.get(chunk)[word(ordinal)] |= 1L << ordinal;
    size++;
  }

  /** Takes a record out, if it is in. */
  public void remove(long ordinal) {
    if (contains(ordinal)) {
      chunks.get(Math.toIntExact(ordinal / CHUNK_BITS))[word(ordinal)] &= ~(1L << ordinal);
      size--;
    }
  }

  /** True when the record is in. */
  public boolean contains(long ordinal) {
    int chunk = Math.toIntExact(ordinal / CHUNK_BITS);
    return chunk < chunks.size() && (chunks.get(chunk)[word(ordinal)] >>> ordinal & 1) != 0;
  }

  /** True without any record. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** How many records are in. */
  public long size() {
    return size;
  }

  private static int word(long ordinal) {
    return (int) (ordinal % CHUNK_BITS) / Long.SIZE;
  }
}
