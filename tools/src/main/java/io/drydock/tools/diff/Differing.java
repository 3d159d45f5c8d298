package io.drydock.tools.diff;

import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyRange;
import io.drydock.formats.mvcc.KeyScan;
import io.drydock.formats.mvcc.RecordBatch;
import io.drydock.tools.compare.StoreComparison;
import io.drydock.tools.compare.StoreComparison.Difference;
import io.drydock.tools.compare.StoreComparison.Kind;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Collects the keys of records that differ: no other key can be another one at the revision up to
 * which was compared. Of too many keys it remembers that there are too many.
 */
final class Differing implements StoreComparison.Visitor {

  private static final long BUDGET_BYTES = 8L << 20;

  /** A key on the heap with its place in the set, about. */
  private static final long ENTRY_BYTES = 100;

  private final Set<Bytes> keys = new HashSet<>();
  private final long budgetBytes;
  private long bytes;
  private Optional<First> first = Optional.empty();

  Differing() {
    this(BUDGET_BYTES);
  }

  Differing(long budgetBytes) {
    this.budgetBytes = budgetBytes;
  }

  /**
   * The first record that differs.
   *
   * @param key of it; of the first store's where the stores have two keys there
   * @param one where it lies in the first store, if it is there
   * @param other where it lies in the second one
   */
  record First(Bytes key, Optional<Extent> one, Optional<Extent> other) {}

  @Override
  public void difference(Difference difference, KeyScan one, KeyScan other) throws FormatException {
    boolean isInOne = difference.kind() != Kind.ONLY_SECOND;
    boolean isInOther = difference.kind() != Kind.ONLY_FIRST;
    if (first.isEmpty()) {
      first =
          Optional.of(
              new First(
                  Bytes.copyOf((isInOne ? one : other).keyValue().key()),
                  isInOne ? Optional.of(one.at()) : Optional.empty(),
                  isInOther ? Optional.of(other.at()) : Optional.empty()));
    }
    if (isInOne) {
      add(one);
    }
    if (isInOther) {
      add(other);
    }
  }

  private void add(KeyScan scan) throws FormatException {
    if (bytes <= budgetBytes) {
      Bytes key = Bytes.copyOf(scan.keyValue().key());
      if (keys.add(key)) {
        bytes += key.length() + ENTRY_BYTES;
      }
    }
  }

  /** The first one; empty without a difference. */
  Optional<First> first() {
    return first;
  }

  /** Takes the keys of the range that may differ, and no more of the others than it must. */
  RecordBatch.KeyFilter keysOf(KeyRange range) {
    if (bytes > budgetBytes) {
      return range::contains;
    }
    return (memory, offset, length) ->
        range.contains(memory, offset, length)
            && keys.contains(Bytes.copyOf(memory.asSlice(offset, length)));
  }
}
