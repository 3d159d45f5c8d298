package io.drydock.node.mvcc;

import io.drydock.formats.backend.Revision;
import io.drydock.formats.proto.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Loads many records at once. Those that lie close together in the store are read in one go, as is
 * usual for keys that were written one after the other: a step of a scan costs a seventh of a look
 * at a single row.
 */
final class RecordLoad {

  private static final int PAIR = 2;
  private static final int MIN_RUN = 4;
  private static final int MAX_GAP = 7;
  private static final int MOST_KEPT = 4096;
  private static final int PLACE_BITS = 20;
  private static final long PLACE_MASK = (1L << PLACE_BITS) - 1;

  private final RecordSource records;
  private final long[] pairs;
  private final KeyValue[] loaded;
  private int next;

  private RecordLoad(RecordSource records, long[] pairs, int size) {
    this.records = records;
    this.pairs = pairs;
    this.loaded = new KeyValue[size];
  }

  /**
   * The records in the order in which they are named.
   *
   * @param pairs main and sub revision of each
   * @param size how many
   * @throws RecordGone when there is one no more
   */
  static List<KeyValue> all(RecordSource records, long[] pairs, int size) throws RecordGone {
    var load = new RecordLoad(records, pairs, size);
    if (size >= MIN_RUN) {
      load.loadRuns();
    }
    List<KeyValue> all = new ArrayList<>(size);
    for (int place = 0; place < size; place++) {
      KeyValue found = load.loaded[place];
      all.add(found != null ? found : records.get(load.main(place), load.sub(place)));
    }
    return all;
  }

  private long main(int place) {
    return pairs[place * PAIR];
  }

  private long sub(int place) {
    return pairs[place * PAIR + 1];
  }

  private void loadRuns() {
    int[] missing = missingInOrder();
    int from = 0;
    while (from < missing.length) {
      int to = from + 1;
      while (to < missing.length && main(missing[to]) - main(missing[to - 1]) <= MAX_GAP) {
        to++;
      }
      if (to - from >= MIN_RUN) {
        scan(missing, from, to);
      }
      from = to;
    }
  }

  /** Places of the records that are not at hand, by their revisions; none if they are too many. */
  private int[] missingInOrder() {
    long[] order = new long[loaded.length];
    int count = 0;
    for (int place = 0; place < loaded.length; place++) {
      Optional<KeyValue> atHand = records.atHand(main(place), sub(place));
      if (atHand.isPresent()) {
        loaded[place] = atHand.get();
      } else if (place > PLACE_MASK || main(place) > Long.MAX_VALUE >> PLACE_BITS) {
        return new int[0];
      } else {
        order[count++] = main(place) << PLACE_BITS | place;
      }
    }
    Arrays.sort(order, 0, count);
    int[] places = new int[count];
    for (int i = 0; i < count; i++) {
      places[i] = (int) (order[i] & PLACE_MASK);
    }
    return places;
  }

  /** Reads the rows from the first of these to the last, and takes those that are wanted. */
  private void scan(int[] places, int from, int to) {
    next = from;
    records.scan(
        new Revision(main(places[from]), 0),
        new Revision(main(places[to - 1]) + 1, 0),
        (main, sub, isTombstone, record) -> {
          while (next < to && main(places[next]) < main) {
            next++;
          }
          for (int i = next; i < to && main(places[i]) == main; i++) {
            if (sub(places[i]) == sub && !isTombstone) {
              take(places[i], Records.parse(record, main, sub));
            }
          }
          return true;
        });
  }

  /** Large ranges leave at hand what others have use for. */
  private void take(int place, KeyValue record) {
    loaded[place] = record;
    if (loaded.length <= MOST_KEPT) {
      records.keep(main(place), sub(place), record);
    }
  }
}
