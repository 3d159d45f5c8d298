package io.drydock.tools.compare;

import io.drydock.formats.bytes.RollingCrc32C;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.request.EntryDecoder;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalRecord;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.foreign.ValueLayout.OfLong;
import java.util.ArrayList;
import java.util.List;

/**
 * A digest of each entry of a log, by its raft index: 64 bits of term, type and data.
 *
 * <p>Two releases write one configuration change in two forms (an id of 0 or none), so of a change
 * the type, the member and the record count, not the bytes. Eight bytes an entry, off the heap,
 * from the first index on; a log that leaps ahead by more than {@link #SPAN_MAX} is kept up to
 * there.
 *
 * <p>Filled in the order of the log, then asked, by one thread; closing gives the memory back.
 */
public final class EntryDigests implements AutoCloseable {

  /** Entries from the first one on; the five segments that a server keeps hold a tenth of it. */
  private static final long SPAN_MAX = 1L << 24;

  private static final int CHUNK = 1 << 16;
  private static final OfLong LONG = ValueLayout.JAVA_LONG;
  private static final long NONE = 0;

  private final Arena arena = Arena.ofShared();
  private final List<MemorySegment> chunks = new ArrayList<>();
  private long first;
  private long last;

  /** With no entry. */
  public EntryDigests() {}

  /** Takes in the cursor's record; an entry replaces the one of its index and all behind it. */
  public void add(WalCursor cursor) {
    if (cursor.type() != WalEnvelope.ENTRY || cursor.entryIndex() <= 0) {
      return;
    }
    long index = cursor.entryIndex();
    if (isEmpty() || index < first) {
      forget();
      first = index;
      last = index - 1;
    }
    if (index - first >= SPAN_MAX) {
      return;
    }
    for (long behind = index + 1; behind <= last; behind++) {
      set(behind, NONE);
    }
    set(index, digest(cursor));
    last = index;
  }

  /** True without any entry. */
  public boolean isEmpty() {
    return chunks.isEmpty();
  }

  /** The first index that there is an entry of; 0 without any. */
  public long first() {
    return first;
  }

  /** The last one. */
  public long last() {
    return last;
  }

  /** Whether there is an entry of this index. */
  boolean has(long index) {
    return index >= first && index <= last && get(index) != NONE;
  }

  /** The digest of an entry that there is. */
  long get(long index) {
    long place = index - first;
    int chunk = (int) (place / CHUNK);
    return chunk < chunks.size() ? chunks.get(chunk).getAtIndex(LONG, place % CHUNK) : NONE;
  }

  private void set(long index, long digest) {
    long place = index - first;
    while (chunks.size() <= place / CHUNK) {
      chunks.add(arena.allocate((long) CHUNK * Long.BYTES, Long.BYTES));
    }
    chunks.get((int) (place / CHUNK)).setAtIndex(LONG, place % CHUNK, digest);
  }

  /** A log that begins anew below what there was: nothing before counts. */
  private void forget() {
    chunks.forEach(chunk -> chunk.fill((byte) 0));
  }

  private static long digest(WalCursor cursor) {
    int data = 0;
    if (cursor.record().value() instanceof WalRecord.EntryRecord entry) {
      data =
          entry.entryType() == WalRecord.EntryRecord.CONF_CHANGE
              ? change(entry)
              : crc(entry.payload());
    }
    long mixed = cursor.entryTerm() * 0x9e3779b97f4a7c15L ^ cursor.entryType();
    mixed = (mixed ^ mixed >>> 29) * 0xbf58476d1ce4e5b9L;
    long digest = (mixed ^ mixed >>> 32) & 0xffff_ffffL | (long) data << 32;
    return digest == NONE ? 1 : digest;
  }

  private static int change(WalRecord.EntryRecord entry) {
    EntryPayload payload = EntryDecoder.decode(entry.entryType(), entry.payload());
    if (payload instanceof EntryPayload.ConfigChange(ConfChange change, _)) {
      byte[] same = change.toBuilder().clearId().build().toByteArray();
      return crc(MemorySegment.ofArray(same));
    }
    return crc(entry.payload());
  }

  private static int crc(MemorySegment bytes) {
    var crc = new RollingCrc32C();
    crc.update(bytes);
    return crc.value();
  }

  @Override
  public void close() {
    arena.close();
  }
}
