package io.drydock.formats.mvcc.check;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The ids of all granted leases, eight bytes each outside the heap, in the bucket's order. */
final class LeaseIds implements AutoCloseable {

  private static final ValueLayout.OfLong BIG_ENDIAN =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment ids;
  private long size;

  private LeaseIds(long capacity) {
    this.ids = arena.allocate(Math.max(1, capacity) * Long.BYTES, Long.BYTES);
  }

  /**
   * Reads the keys of bucket {@code lease}; damage there is the business of others.
   *
   * @throws FormatException when the list of buckets is damaged
   */
  static LeaseIds of(BackendView view) throws FormatException {
    long count = 0;
    for (BackendCursor cursor = view.cursor(Bucket.LEASE); move(cursor); ) {
      count++;
    }
    var leases = new LeaseIds(count);
    BackendCursor cursor = view.cursor(Bucket.LEASE);
    while (leases.size < count && move(cursor)) {
      if (cursor.keyLength() == Long.BYTES) {
        leases.add(view.memory().get(BIG_ENDIAN, cursor.keyOffset()));
      }
    }
    return leases;
  }

  private static boolean move(BackendCursor cursor) throws FormatException {
    while (true) {
      try {
        return cursor.next();
      } catch (CorruptFileException damage) {
        continue;
      }
    }
  }

  private void add(long id) {
    ids.setAtIndex(ValueLayout.JAVA_LONG, size++, id);
  }

  boolean contains(long id) {
    long low = 0;
    long high = size;
    while (low < high) {
      long middle = (low + high) >>> 1;
      int order = Long.compareUnsigned(ids.getAtIndex(ValueLayout.JAVA_LONG, middle), id);
      if (order == 0) {
        return true;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return false;
  }

  @Override
  public void close() {
    arena.close();
  }
}
