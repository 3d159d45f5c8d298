package io.drydock.formats.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.RealBackends;
import io.drydock.formats.bytes.Bytes;
import io.drydock.testdata.Kv;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveKeysTest {

  private static final int STORES = 60;

  @TempDir static Path folder;
  private static RealBackends backends;

  @BeforeAll
  static void setUp() {
    backends = new RealBackends(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "etcd-3.4.23-single, data, get_all_rev_current, 0",
    "etcd-3.4.23-single, data, get_all_rev922, 922",
    "etcd-3.5.16-single, data, get_all_rev_current, 0",
    "etcd-3.5.16-single, data, get_all_rev927, 927",
    "etcd-3.5.30-single, data, get_all_rev_current, 0",
    "etcd-3.5.30-single, data, get_all_rev922, 922",
    "etcd-3.5.16-cluster3, m1, after_kill_get_all_current, 0",
    "etcd-3.5.30-cluster3, m3, after_kill_get_all_current, 0",
    "etcd-3.6.14-single, data, get_all_rev_current, 0",
    "etcd-3.6.14-single, data, get_all_rev1312, 1312",
    "etcd-3.6.14-single, data, get_all_rev1317, 1317",
    "etcd-3.7.1-single, data, get_all_rev_current, 0",
    "etcd-3.7.1-single, data, get_all_rev1296, 1296",
    "etcd-3.7.1-single, data, get_all_rev1301, 1301",
    "etcd-3.6.14-cluster3, m1, quiet_get_all_rev382, 382",
    "etcd-3.6.14-cluster3, m2, quiet_get_all_rev385, 385",
    "etcd-3.6.14-cluster3, m3, quiet_get_all_rev385, 385",
    "etcd-3.7.1-cluster3, m1, quiet_get_all_rev394, 394",
    "etcd-3.7.1-cluster3, m2, quiet_get_all_rev397, 397",
    "etcd-3.7.1-cluster3, m3, quiet_get_all_rev394, 394",
    "etcd-3.7.1-upgraded-3.5.30-3.6.14, data, 3.7.1_get_all, 0",
    "etcd-3.7.1-upgraded-3.5.30-3.6.14, data, 3.7.1_get_all_rev350, 350",
    "etcd-3.7.1-upgraded-3.5.30-3.6.14, data, 3.6.14_get_all, 242",
  })
  void everyKeyIsWhatTheServerAnswered(String archive, String dir, String answer, long revision)
      throws Exception {
    List<Kv> recorded = backends.expected(archive).kvs(answer);
    assertTrue(recorded.size() > 100);
    try (var open = backends.open(archive, dir)) {
      assertEquals(recorded, kvs(open.view(), revision));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "etcd-3.4.23-single, get_all_rev_compaction921, 921",
    "etcd-3.5.16-single, get_all_rev_compaction921, 921",
    "etcd-3.6.14-single, get_all_rev_compaction1311, 1311",
    "prod-etcd-1, get_keys_rev_current, 0",
    "prod-etcd-1, get_keys_rev13610, 13610",
    "etcd-3.7.1-single, get_all_rev_compaction1295, 1295",
  })
  void keysAtTheCompactionItselfAndOfALargerStore(String archive, String answer, long revision)
      throws Exception {
    List<String> recorded =
        backends.expected(archive).kvs(answer).stream().map(Kv::keyHex).toList();
    try (var open = backends.open(archive, "data")) {
      assertEquals(recorded, kvs(open.view(), revision).stream().map(Kv::keyHex).toList());
    }
  }

  @Test
  void equalsTheModelAtRandomRevisionsAndRanges() throws Exception {
    for (int seed = 0; seed < STORES; seed++) {
      var random = new Random(seed);
      NaiveStore store = NaiveStore.random(random, random.nextInt(200) + 1);
      try (var open = store.file().open(folder.resolve("db"))) {
        for (int i = 0; i < 5; i++) {
          long revision = 1 + random.nextLong(store.current());
          KeyRange range = randomRange(random, store);
          List<Bytes> expected =
              store.aliveAt(revision).keySet().stream().filter(range::contains).toList();
          assertEquals(expected, keys(open.view(), revision, range), "seed " + seed);
        }
        assertEquals(
            store.aliveAt(store.current()).size(),
            KeyTotals.of(open.view()).liveKeys(),
            "seed " + seed);
      }
    }
  }

  private static KeyRange randomRange(Random random, NaiveStore store) {
    Bytes some = store.changes().get(random.nextInt(store.changes().size())).key();
    Bytes other = store.changes().get(random.nextInt(store.changes().size())).key();
    Bytes cut = Bytes.copyOf(some.toByteArray(), 0, random.nextInt(some.length() + 1));
    return switch (random.nextInt(5)) {
      case 0 -> KeyRange.ALL;
      case 1 -> KeyRange.single(some);
      case 2 -> KeyRange.prefix(cut);
      case 3 -> KeyRange.fromKey(some);
      default -> new KeyRange(some, other);
    };
  }

  /** Many keys that agree in more than eight bytes: the order goes several steps deep. */
  @Test
  void longCommonPrefixesAndManyKeysAreInOrder() throws Exception {
    var random = new Random(9);
    var store = new NaiveStore();
    for (int i = 2; i < 1_500; i++) {
      String tail = "x".repeat(random.nextInt(30)) + "\u0000".repeat(random.nextInt(10));
      store.put(i, "/registry/pods/namespace/" + tail + random.nextInt(50), "");
    }
    try (var open = store.file().open(folder.resolve("db"))) {
      assertEquals(
          List.copyOf(store.aliveAt(store.current()).keySet()), keys(open.view(), 0, KeyRange.ALL));
    }
  }

  @Test
  void revisionsAreRefusedAsEtcdRefusesThem() throws Exception {
    NaiveStore store = NaiveStore.random(new Random(2), 60);
    try (var open = store.file().compacted(30, 30).open(folder.resolve("db"))) {
      assertEquals(
          new RevisionAnswer.Compacted<LiveKeys>(29, 30),
          LiveKeys.at(open.view(), 29, KeyRange.ALL));
      assertEquals(
          new RevisionAnswer.Future<LiveKeys>(store.current() + 1, store.current()),
          LiveKeys.at(open.view(), store.current() + 1, KeyRange.ALL));
    }
  }

  private static List<Bytes> keys(BackendView view, long revision, KeyRange range)
      throws Exception {
    var keys = new ArrayList<Bytes>();
    try (LiveKeys live = open(view, revision, range)) {
      for (var key = live.next(); key.isPresent(); key = live.next()) {
        keys.add(key.get().value().key());
      }
      assertEquals(keys.size(), live.size());
    }
    return keys;
  }

  private static List<Kv> kvs(BackendView view, long revision) throws Exception {
    var kvs = new ArrayList<Kv>();
    try (LiveKeys live = open(view, revision, KeyRange.ALL)) {
      for (var key = live.next(); key.isPresent(); key = live.next()) {
        KeyRecord.Version version = key.get().value();
        assertEquals(version.modRevision(), version.revision().main());
        kvs.add(
            new Kv(
                version.key().toHex(),
                version.createRevision(),
                version.modRevision(),
                version.keyVersion(),
                version.value().toHex(),
                version.lease()));
      }
    }
    return kvs;
  }

  private static LiveKeys open(BackendView view, long revision, KeyRange range) throws Exception {
    return ((RevisionAnswer.Found<LiveKeys>) LiveKeys.at(view, revision, range)).value();
  }
}
