package io.drydock.tools.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyRange;
import io.drydock.formats.mvcc.LiveKeys;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.tools.compare.StoreComparison;
import io.drydock.tools.source.DbSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories of which some records were changed, against a model that holds all in maps. */
class DiffPropertyTest {

  private static final int KEYS = 12;

  @TempDir Path folder;

  private static Store history(Random random, int steps) {
    Store store = Store.empty();
    for (int i = 0; i < steps; i++) {
      String key = "/k/" + random.nextInt(KEYS);
      if (random.nextInt(4) == 0) {
        store.delete(key);
      } else {
        store.put(key, "value " + random.nextInt(3));
      }
    }
    return store;
  }

  /** Each newest put by its key, of those that are not deleted then; with the revision of it. */
  private static Map<Bytes, Map.Entry<Bytes, KeyValue>> alive(Store store, long upTo)
      throws Exception {
    var alive = new TreeMap<Bytes, Map.Entry<Bytes, KeyValue>>();
    for (var row : store.rows(Bucket.KEY).entrySet()) {
      KeyValue message = KeyValue.parseFrom(row.getValue().toByteString());
      if (main(row.getKey()) <= upTo) {
        Bytes key = Bytes.copyOf(message.getKey());
        if (isTombstone(row.getKey())) {
          alive.remove(key);
        } else {
          alive.put(key, Map.entry(row.getKey(), message));
        }
      }
    }
    return alive;
  }

  private static long main(Bytes rawKey) {
    return RevisionKey.main(rawKey.segment(), 0);
  }

  private static boolean isTombstone(Bytes rawKey) {
    return rawKey.length() == RevisionKey.TOMBSTONE_BYTES;
  }

  private static List<Bytes> expected(Store one, Store other, long upTo) throws Exception {
    var left = alive(one, upTo);
    var right = alive(other, upTo);
    var all = new TreeSet<>(left.keySet());
    all.addAll(right.keySet());
    return all.stream().filter(key -> !Objects.equals(left.get(key), right.get(key))).toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whateverChangedTheKeysThatDifferAreFound(long seed) throws Exception {
    var random = new Random(seed);
    for (int round = 0; round < 12; round++) {
      Store one = history(random, 10 + random.nextInt(60));
      Store other = one.copy();
      for (int i = random.nextInt(4); i > 0; i--) {
        spoil(random, other);
      }
      for (int i = random.nextInt(5); i > 0; i--) {
        (random.nextBoolean() ? one : other).put("/late/" + i, "x");
      }
      long budget = random.nextBoolean() ? 0 : 1 << 20;
      check(one, other, budget, "seed " + seed + ", round " + round);
    }
  }

  private static void spoil(Random random, Store store) throws Exception {
    List<Bytes> rows = new ArrayList<>(store.rows(Bucket.KEY).keySet());
    Bytes at = rows.get(random.nextInt(rows.size()));
    if (random.nextInt(3) == 0 && rows.size() > 2) {
      store.rows(Bucket.KEY).remove(at);
    } else if (!isTombstone(at)) {
      store.change(
          main(at),
          switch (random.nextInt(4)) {
            case 0 -> put -> put.setVersion(put.getVersion() + 1);
            case 1 -> put -> put.setLease(5);
            case 2 -> put -> put.setCreateRevision(1);
            default -> put -> put.setValue(ByteString.copyFromUtf8("spoilt"));
          });
    }
  }

  private void check(Store one, Store other, long budget, String which) throws Exception {
    try (DbSource left = DbSource.open(one.write(folder.resolve("one.db")));
        DbSource right = DbSource.open(other.write(folder.resolve("other.db")))) {
      var differing = new Differing(budget);
      BackendView first = left.view();
      BackendView second = right.view();
      StoreComparison stores = StoreComparison.of(first, second, differing);
      List<Bytes> found = new ArrayList<>();
      var wanted = differing.keysOf(KeyRange.ALL);
      long limit = budget == 0 ? 0 : 3;
      long counted;
      try (var keys =
          new DifferingKeys(
              new LiveKeys.Moment(first, stores.upTo()),
              new LiveKeys.Moment(second, stores.upTo()),
              wanted,
              limit)) {
        keys.show(difference -> found.add(difference.key()));
        counted = keys.counts().all();
      }
      List<Bytes> all = expected(one, other, stores.upTo());
      assertEquals(all.size(), counted, which);
      assertEquals(limit == 0 ? all : all.stream().limit(limit).toList(), found, which);
      if (stores.isSame()) {
        assertEquals(List.of(), found, which);
      }
    }
  }
}
