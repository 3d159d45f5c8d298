package io.drydock.formats.mvcc;

import static io.drydock.formats.mvcc.CompactionRule.DROPS_TOMBSTONE_AT_REVISION;
import static io.drydock.formats.mvcc.CompactionRule.KEEPS_TOMBSTONE_AT_REVISION;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.formats.backend.BackendFile;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.EtcdVersion;
import io.drydock.formats.backend.RealBackends;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CompactionTest {

  private static final int STORES = 60;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "3.4.0, DROPS",
    "3.4.23, DROPS",
    "3.4.33, DROPS",
    "3.4.34, KEEPS",
    "3.4.45, KEEPS",
    "3.5.0, DROPS",
    "3.5.15, DROPS",
    "3.5.16, KEEPS",
    "3.5.30, KEEPS",
    "3.6.0, KEEPS",
    "3.6.14, KEEPS",
    "3.7.1, KEEPS",
  })
  void theRuleGoesByRelease(String version, String rule) {
    var expected = rule.equals("KEEPS") ? KEEPS_TOMBSTONE_AT_REVISION : DROPS_TOMBSTONE_AT_REVISION;
    assertEquals(expected, CompactionRule.of(EtcdVersion.parse(version).orElseThrow()));
  }

  /** The pattern that was seen: 3.4.23 keeps 6,7,9,10,11t; 3.5.16 and 3.5.30 keep 8t as well. */
  @ParameterizedTest
  @CsvSource({
    "DROPS_TOMBSTONE_AT_REVISION, '[6, 7, 9, 10, 11t]'",
    "KEEPS_TOMBSTONE_AT_REVISION, '[6, 7, 8t, 9, 10, 11t]'",
  })
  void aTombstoneAtTheRevisionItself(CompactionRule rule, String kept) throws Exception {
    var store = new NaiveStore();
    store.put(2, "a", "1").put(3, "a", "2").put(4, "a", "3").put(5, "c", "1").put(6, "a", "4");
    store.put(7, "b", "1").delete(8, Bytes.ofUtf8("c")).put(9, "c", "2").put(10, "a", "5");
    store.delete(11, Bytes.ofUtf8("b"));
    try (var open = store.file().open(folder.resolve("db"))) {
      Compaction compaction = found(open.view(), 8, rule);
      var names = new ArrayList<String>();
      for (RevisionKey key : kept(open.view(), compaction)) {
        names.add(key.revision().main() + (key.tombstone() ? "t" : ""));
      }
      assertEquals(kept, names.toString());
      assertEquals(10 - names.size(), compaction.droppedRecords());
    }
  }

  @ParameterizedTest
  @EnumSource(CompactionRule.class)
  void keepsWhatTheModelKeeps(CompactionRule rule) throws Exception {
    for (int seed = 0; seed < STORES; seed++) {
      var random = new Random(seed);
      NaiveStore store = NaiveStore.random(random, random.nextInt(120) + 1);
      long first = 1 + random.nextLong(store.current());
      compareWithModel("seed " + seed, store, first, rule);
      if (first < store.current()) {
        long second = first + 1 + random.nextLong(store.current() - first);
        compareWithModel("again, seed " + seed, store.compact(first, rule), second, rule);
      }
    }
  }

  private void compareWithModel(String what, NaiveStore store, long at, CompactionRule rule)
      throws Exception {
    try (var open = store.file().open(folder.resolve("db"))) {
      assertEquals(
          store.compact(at, rule).changes().stream().map(NaiveStore.Change::at).toList(),
          kept(open.view(), found(open.view(), at, rule)),
          what);
    }
  }

  /** Reads at the revision or later must not see that anything went. */
  @ParameterizedTest
  @EnumSource(CompactionRule.class)
  void theHashOfLaterRevisionsIsTheSameBeforeAndAfter(CompactionRule rule) throws Exception {
    int compared = 0;
    for (int seed = 0; seed < STORES; seed++) {
      var random = new Random(1_000 + seed);
      NaiveStore store = NaiveStore.random(random, random.nextInt(120) + 1);
      long at = 1 + random.nextLong(store.current());
      NaiveStore after = store.compact(at, rule);
      try (var begun = store.file().compacted(at, -1).open(folder.resolve("begun"));
          var ended = after.file().open(folder.resolve("ended"))) {
        for (long revision = at; revision <= store.current(); revision++) {
          if (!store.aliveAt(revision).isEmpty()) {
            var expected = new RevisionAnswer.Found<>(after.hashKv(revision));
            assertEquals(expected, HashKv.at(begun.view(), revision), "seed " + seed);
            assertEquals(expected, HashKv.at(ended.view(), revision), "seed " + seed);
            compared++;
          }
        }
      }
    }
    assertTrue(compared > STORES);
  }

  /** etcd 3.5.30 compacted a copy of this directory at its newest revision. */
  @Test
  void theTourCompactedHereHasTheHashOfTheTourCompactedByEtcd() throws Exception {
    var backends = new RealBackends(folder);
    JsonNode server =
        backends.expected(RealBackends.TOUR).json("after_compact_and_defrag").path("hashkv");
    long revision = server.path("HashKV").path("compact_revision").asLong();
    var copy = new BackendFile().compacted(revision, revision);
    try (var open = backends.open(RealBackends.TOUR, "data")) {
      Compaction compaction = found(open.view(), revision, KEEPS_TOMBSTONE_AT_REVISION);
      for (KeyScan scan = KeyScan.of(open.view()); scan.next(); ) {
        if (compaction.keeps(scan.ordinal())) {
          copy.put(Bucket.KEY, Bytes.copyOf(scan.rawKey()), Bytes.copyOf(scan.rawValue()));
        }
      }
    }
    try (var compacted = copy.open(folder.resolve("db"))) {
      var expected =
          new HashKv((int) server.path("HashKV").path("hash").asLong(), revision, revision);
      assertEquals(new RevisionAnswer.Found<>(expected), HashKv.at(compacted.view(), 0));
      assertEquals(1583, KeyTotals.of(compacted.view()).liveKeys());
    }
  }

  @Test
  void anInterruptedCompactionIsResumedAtItsMark() throws Exception {
    NaiveStore store = NaiveStore.random(new Random(3), 100);
    BackendFile half = store.file().compacted(60, 20);
    store.changes().stream()
        .limit(15)
        .filter(
            change -> !store.compact(60, KEEPS_TOMBSTONE_AT_REVISION).changes().contains(change))
        .forEach(change -> half.remove(Bucket.KEY, change.at().encode()));
    try (var open = half.open(folder.resolve("db"))) {
      Compaction compaction = Compaction.resume(open.view(), KEEPS_TOMBSTONE_AT_REVISION);
      assertEquals(60, compaction.revision());
      assertEquals(
          store.compact(60, KEEPS_TOMBSTONE_AT_REVISION).changes().stream()
              .map(NaiveStore.Change::at)
              .toList(),
          kept(open.view(), compaction));
    }
  }

  @Test
  void revisionsAreRefusedAsEtcdRefusesThem() throws Exception {
    NaiveStore store = NaiveStore.random(new Random(4), 50);
    try (var open = store.file().compacted(30, 20).open(folder.resolve("db"))) {
      for (long revision : new long[] {-1, 0, 1, 20, 29, 30}) {
        assertEquals(
            new RevisionAnswer.Compacted<Compaction>(revision, 30),
            Compaction.at(open.view(), revision, KEEPS_TOMBSTONE_AT_REVISION));
      }
      assertInstanceOf(
          RevisionAnswer.Found.class,
          Compaction.at(open.view(), store.current(), KEEPS_TOMBSTONE_AT_REVISION));
      assertEquals(
          new RevisionAnswer.Future<Compaction>(store.current() + 1, store.current()),
          Compaction.at(open.view(), store.current() + 1, KEEPS_TOMBSTONE_AT_REVISION));
    }
  }

  @Test
  void withoutMarksThereIsNothingToResume() throws Exception {
    NaiveStore store = NaiveStore.random(new Random(5), 50);
    try (var open = store.file().open(folder.resolve("db"))) {
      assertEquals(0, Compaction.resume(open.view(), KEEPS_TOMBSTONE_AT_REVISION).droppedRecords());
    }
  }

  /** etcd's index knows a tombstone only of a key that is alive, or as the first of a key. */
  @Test
  void aSecondTombstoneInARowGoes() throws Exception {
    var store = new NaiveStore();
    store.put(2, "a", "1").delete(3, Bytes.ofUtf8("a")).put(4, "b", "1");
    BackendFile file = store.file();
    file.put(
        Bucket.KEY, Bytes.ofHex("00000000000000055f000000000000000074"), Bytes.ofHex("0a0161"));
    try (var open = file.open(folder.resolve("db"))) {
      Compaction compaction = found(open.view(), 5, KEEPS_TOMBSTONE_AT_REVISION);
      assertEquals(1, kept(open.view(), compaction).size());
    }
  }

  private static Compaction found(BackendView view, long revision, CompactionRule rule)
      throws Exception {
    return ((RevisionAnswer.Found<Compaction>) Compaction.at(view, revision, rule)).value();
  }

  private static List<RevisionKey> kept(BackendView view, Compaction compaction) throws Exception {
    var kept = new ArrayList<RevisionKey>();
    for (KeyScan scan = KeyScan.of(view); scan.next(); ) {
      if (compaction.keeps(scan.ordinal())) {
        kept.add(new RevisionKey(scan.revision(), scan.isTombstone()));
      }
    }
    return kept;
  }
}
