package io.drydock.formats.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.backend.BackendView;
import io.drydock.formats.bytes.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyHistoryTest {

  @TempDir Path folder;

  @Test
  void generationsEndWithTombstones() throws Exception {
    Bytes key = Bytes.ofUtf8("k");
    var store = new NaiveStore();
    store.put(2, "k", "1").put(3, "other", "").put(4, "k", "2").delete(5, key);
    store.put(6, "kk", "").put(7, "k", "3").delete(8, key).put(9, "k", "4");
    try (var open = store.file().open(folder.resolve("db"))) {
      assertEquals(
          List.of("1: 2_0 v1", "1: 4_0 v2", "1: 5_0 t", "2: 7_0 v1", "2: 8_0 t", "3: 9_0 v1"),
          lines(open.view(), key));
      assertEquals(List.of(), lines(open.view(), Bytes.ofUtf8("nobody")));
    }
  }

  @Test
  void afterACompactionTheFirstKeptRecordIsOfGenerationOne() throws Exception {
    Bytes key = Bytes.ofUtf8("k");
    var store = new NaiveStore();
    store.put(2, "k", "1").delete(3, key).put(4, "k", "2").put(5, "k", "3").delete(6, key);
    var kept = store.compact(5, CompactionRule.KEEPS_TOMBSTONE_AT_REVISION);
    try (var open = kept.file().open(folder.resolve("db"))) {
      assertEquals(List.of("1: 5_0 v2", "1: 6_0 t"), lines(open.view(), key));
    }
    var atTombstone = store.compact(3, CompactionRule.KEEPS_TOMBSTONE_AT_REVISION);
    try (var open = atTombstone.file().open(folder.resolve("db"))) {
      assertEquals(
          List.of("1: 3_0 t", "2: 4_0 v1", "2: 5_0 v2", "2: 6_0 t"), lines(open.view(), key));
    }
  }

  @Test
  void everyRecordOfAKeyIsThereAsItWasWritten() throws Exception {
    NaiveStore store = NaiveStore.random(new Random(8), 200);
    Bytes key = store.changes().getFirst().key();
    var expected = store.changes().stream().filter(change -> change.key().equals(key)).toList();
    assertTrue(expected.size() > 5);
    try (var open = store.file().open(folder.resolve("db"))) {
      KeyHistory history = KeyHistory.of(open.view(), key);
      for (NaiveStore.Change change : expected) {
        KeyRecord found = history.next().orElseThrow().record().value();
        assertEquals(change.at().revision(), found.revision());
        assertEquals(change.at().tombstone(), found instanceof KeyRecord.Tombstone);
        if (found instanceof KeyRecord.Version version) {
          assertEquals(change.message().getVersion(), version.keyVersion());
          assertEquals(Bytes.copyOf(change.message().getValue()), version.value());
          assertEquals(change.message().getLease(), version.lease());
        }
      }
      assertTrue(history.next().isEmpty());
    }
  }

  private static List<String> lines(BackendView view, Bytes key) throws Exception {
    var lines = new ArrayList<String>();
    KeyHistory history = KeyHistory.of(view, key);
    for (var item = history.next(); item.isPresent(); item = history.next()) {
      KeyRecord record = item.get().record().value();
      String what =
          switch (record) {
            case KeyRecord.Version version -> "v" + version.keyVersion();
            case KeyRecord.Tombstone _ -> "t";
          };
      lines.add(item.get().generation() + ": " + record.revision() + " " + what);
    }
    return lines;
  }
}
