package io.drydock.tools.diff;

import io.drydock.formats.FormatException;
import io.drydock.formats.Located;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyRecord;
import io.drydock.formats.mvcc.KeyScan;
import io.drydock.formats.mvcc.LiveKeys;
import io.drydock.formats.mvcc.RecordBatch;
import io.drydock.tools.compare.KeyComparison;
import io.drydock.tools.compare.KeyDifference;
import io.drydock.tools.compare.KeyDifference.Change;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The keys that differ, counted, and the first of them in key order.
 *
 * <p>Those that both stores put at one revision are counted in the order of the files, and of them
 * no more are kept than are shown; only the others are put in order. When all are to be shown, all
 * are put in order. Used by one thread, closed by its maker.
 */
final class DifferingKeys implements AutoCloseable {

  private final LiveKeys.Moment first;
  private final LiveKeys.Moment second;
  private final long limit;
  private final Map<Change, Long> counts = new EnumMap<>(Change.class);
  private final TreeMap<Bytes, KeyDifference> beginning = new TreeMap<>();
  private final LiveKeys.Differing rest;

  /**
   * Finds and counts them.
   *
   * @param limit how many are to be shown, 0 for all
   * @throws FormatException when a record or a tree is damaged
   */
  DifferingKeys(
      LiveKeys.Moment first, LiveKeys.Moment second, RecordBatch.KeyFilter wanted, long limit)
      throws FormatException {
    this.first = first;
    this.second = second;
    this.limit = limit;
    for (Change change : Change.values()) {
      counts.put(change, 0L);
    }
    rest = LiveKeys.differing(first, second, wanted, this::take);
    var keys = new KeyComparison(rest.first(), rest.second());
    for (Optional<KeyDifference> next = keys.next(); next.isPresent(); next = keys.next()) {
      count(next.get());
    }
  }

  private void count(KeyDifference difference) {
    counts.merge(difference.change(), 1L, Long::sum);
  }

  private boolean take(KeyScan one, KeyScan other) throws FormatException {
    if (limit == 0 || one.keyValue().key().mismatch(other.keyValue().key()) >= 0) {
      return false;
    }
    Bytes key = Bytes.copyOf(one.keyValue().key());
    var difference = new KeyDifference(key, Optional.of(version(one)), Optional.of(version(other)));
    if (difference.fields().isEmpty()) {
      return true; // two encodings of one record
    }
    count(difference);
    beginning.put(key, difference);
    if (beginning.size() > limit) {
      beginning.pollLastEntry();
    }
    return true;
  }

  /** A key is alive by a put. */
  private static Located<KeyRecord.Version> version(KeyScan scan) throws FormatException {
    Located<KeyRecord> record = scan.record();
    return new Located<>(record.at(), (KeyRecord.Version) record.value());
  }

  /** How many there are. */
  KeyCounts counts() {
    return new KeyCounts(first.revision(), second.revision(), counts);
  }

  /** What is done with each. */
  @FunctionalInterface
  interface Visitor {
    void take(KeyDifference difference) throws IOException;
  }

  /** Shows the first ones in key order, as many as there are to be shown. */
  void show(Visitor visitor) throws IOException {
    var keys = new KeyComparison(rest.first(), rest.second());
    var aligned = new TreeMap<>(beginning);
    Optional<KeyDifference> next = keys.next();
    long left = limit == 0 ? Long.MAX_VALUE : limit;
    while (left-- > 0 && (next.isPresent() || !aligned.isEmpty())) {
      boolean isAligned =
          next.isEmpty()
              || !aligned.isEmpty() && aligned.firstKey().compareTo(next.get().key()) < 0;
      if (isAligned) {
        visitor.take(aligned.pollFirstEntry().getValue());
      } else {
        visitor.take(next.orElseThrow());
        next = keys.next();
      }
    }
  }

  @Override
  public void close() {
    rest.close();
  }
}
