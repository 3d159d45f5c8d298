package io.drydock.formats.mvcc.usage;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyPrefixes;
import io.drydock.formats.mvcc.RecordBatch;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Sums by prefix, for a bounded number of prefixes. */
final class PrefixTable {

  private final KeyPrefixes prefixes;
  private final List<UsageSums> sums = new ArrayList<>();
  private final UsageSums others = new UsageSums();
  private boolean hasOthers;

  PrefixTable(MemorySegment memory, UsageQuery query) {
    prefixes = new KeyPrefixes(memory, query.depth(), query.separator(), query.maxPrefixes());
  }

  /** The sums that the record belongs to. */
  UsageSums of(RecordBatch batch, int i) {
    int number = prefixes.numberOf(batch.keyOffset[i], batch.keyLength[i]);
    if (number == KeyPrefixes.NONE) {
      hasOthers = true;
      return others;
    }
    if (number == sums.size()) {
      sums.add(new UsageSums());
    }
    return sums.get(number);
  }

  /** All prefixes in order. */
  List<PrefixUsage> prefixes() {
    return IntStream.range(0, sums.size())
        .mapToObj(number -> sums.get(number).of(prefixes.prefix(number)))
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
}
