package io.drydock.formats.mvcc.usage;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.RecordBatch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Sums by prefix, for a bounded number of prefixes. */
final class PrefixTable {

  /** A longer prefix is no prefix of anything that people name. */
  private static final int MAX_PREFIX_BYTES = 1_024;

  private static final int FIRST_CAPACITY = 1 << 10;

  private final MemorySegment memory;
  private final UsageQuery query;
  private final List<Row> rows = new ArrayList<>();
  private final UsageSums others = new UsageSums();
  private boolean hasOthers;
  private int[] places = new int[FIRST_CAPACITY];

  private record Row(long hash, MemorySegment prefix, UsageSums sums) {}

  PrefixTable(MemorySegment memory, UsageQuery query) {
    this.memory = memory;
    this.query = query;
  }

  /** The sums that the record belongs to. */
  UsageSums of(RecordBatch batch, int i) {
    long offset = batch.keyOffset[i];
    int length = prefixLength(offset, batch.keyLength[i]);
    long hash = RecordBatch.hash(memory, offset, length);
    int place = (int) hash & places.length - 1;
    while (places[place] != 0) {
      Row row = rows.get(places[place] - 1);
      if (row.hash == hash && isSame(row.prefix, offset, length)) {
        return row.sums;
      }
      place = place + 1 & places.length - 1;
    }
    if (rows.size() == query.maxPrefixes() || length > MAX_PREFIX_BYTES) {
      hasOthers = true;
      return others;
    }
    return add(hash, Bytes.copyOf(memory.asSlice(offset, length)), place);
  }

  /** All prefixes in order. */
  List<PrefixUsage> prefixes() {
    return rows.stream()
        .map(row -> row.sums.of(Bytes.copyOf(row.prefix)))
        .sorted(Comparator.comparing(PrefixUsage::prefix))
        .toList();
  }

  /** True when some record had no place. */
  boolean hasOthers() {
    return hasOthers;
  }

  /** The records that had no place. */
  PrefixUsage others() {
    return others.of(Bytes.EMPTY);
  }

  private UsageSums add(long hash, Bytes prefix, int place) {
    var sums = new UsageSums();
    rows.add(new Row(hash, prefix.segment(), sums));
    places[place] = rows.size();
    if (rows.size() * 2 > places.length) {
      grow();
    }
    return sums;
  }

  private void grow() {
    places = new int[places.length * 2];
    for (int i = 0; i < rows.size(); i++) {
      int place = (int) rows.get(i).hash & places.length - 1;
      while (places[place] != 0) {
        place = place + 1 & places.length - 1;
      }
      places[place] = i + 1;
    }
  }

  /** Through the last separator that the depth allows; one that begins the key is free. */
  private int prefixLength(long offset, int keyLength) {
    int length = 0;
    int depth = query.depth();
    for (int i = 0; i < keyLength && depth > 0; i++) {
      if (memory.get(ValueLayout.JAVA_BYTE, offset + i) == query.separator()) {
        length = i + 1;
        depth -= i == 0 ? 0 : 1;
      }
    }
    return length;
  }

  private boolean isSame(MemorySegment prefix, long offset, int length) {
    return prefix.byteSize() == length
        && MemorySegment.mismatch(memory, offset, offset + length, prefix, 0, length) < 0;
  }
}
