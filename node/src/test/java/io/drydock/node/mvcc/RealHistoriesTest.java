package io.drydock.node.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.Compaction;
import io.drydock.formats.mvcc.CompactionRule;
import io.drydock.formats.mvcc.HashKv;
import io.drydock.formats.mvcc.KeyScan;
import io.drydock.formats.mvcc.RevisionAnswer;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.node.testing.MapBackend;
import io.drydock.node.testing.NoLeases;
import io.drydock.testdata.Archive;
import io.drydock.testdata.Expected;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases of real etcd, taken over as they are. */
class RealHistoriesTest {

  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  @TempDir Path folder;

  private static MapBackend copy(BackendView view) throws Exception {
    var backend = new MapBackend();
    BackendCursor cursor = view.cursor(Bucket.KEY);
    while (cursor.next()) {
      backend.put(
          Bucket.KEY,
          cursor.key().toArray(ValueLayout.JAVA_BYTE),
          cursor.value().toArray(ValueLayout.JAVA_BYTE));
    }
    backend.commit();
    return backend;
  }

  private static KvStore restore(MapBackend backend, MetaState meta) {
    var marks =
        new KvStore.Marks(
            meta.scheduledCompactRevision().orElse(MetaState.NEVER_COMPACTED),
            meta.finishedCompactRevision().orElse(MetaState.NEVER_COMPACTED));
    return KvStore.restore(backend, marks, new NoLeases(), 1024);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "etcd-3.4.23-single",
        "etcd-3.5.16-single",
        "etcd-3.5.30-single",
        "etcd-3.6.14-single",
        "etcd-3.7.1-single"
      })
  void hashesAreThoseThatTheServerGave(String archive) throws Exception {
    Path unpacked = Archive.unpack(archive, folder);
    var recorded = new Expected(unpacked).hashKv("hashkv");
    assertTrue(recorded.size() >= 3);
    try (var source = ByteSource.map(unpacked.resolve("data/member/snap/db"))) {
      BackendView view = BoltView.of(BoltFile.open(source));
      KvStore store = restore(copy(view), MetaState.read(view));
      for (var answer : recorded.entrySet()) {
        HashKv found = store.view().hashKv(answer.getKey());
        assertEquals(answer.getValue().hash(), Integer.toUnsignedLong(found.hash()));
        assertEquals(answer.getValue().compactRevision(), found.compactRevision());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"etcd-3.5.30-single", "etcd-3.6.14-single"})
  void aCompactionKeepsWhatTheToolsSayThatItKeeps(String archive) throws Exception {
    Path unpacked = Archive.unpack(archive, folder);
    try (var source = ByteSource.map(unpacked.resolve("data/member/snap/db"))) {
      BackendView view = BoltView.of(BoltFile.open(source));
      MapBackend backend = copy(view);
      KvStore store = restore(backend, MetaState.read(view));
      long from = Math.max(1, store.compactRevision() + 1);
      for (long main = from; main <= store.revision(); main += 1 + store.revision() / 40) {
        store.compact(main, backend);
        backend.commit();
        store.publish();
        while (!store.scrub(50, backend).isDone()) {
          backend.commit();
        }
        backend.commit();
        assertEquals(kept(view, main), Set.copyOf(backend.rows(Bucket.KEY).keySet()));
      }
    }
  }

  private static Set<Bytes> kept(BackendView view, long main) throws Exception {
    var rule = CompactionRule.KEEPS_TOMBSTONE_AT_REVISION;
    if (!(Compaction.at(view, main, rule) instanceof RevisionAnswer.Found<Compaction>(var found))) {
      throw new AssertionError("no compaction at " + main);
    }
    Set<Bytes> kept = new HashSet<>();
    KeyScan scan = KeyScan.of(view);
    while (scan.next()) {
      if (found.keeps(scan.ordinal())) {
        kept.add(Bytes.copyOf(scan.rawKey()));
      }
    }
    return kept;
  }

  @ParameterizedTest
  @ValueSource(strings = {"etcd-3.5.30-single", "etcd-3.6.14-single"})
  void theKeysAreThoseThatTheServerListed(String archive) throws Exception {
    Path unpacked = Archive.unpack(archive, folder);
    try (var source = ByteSource.map(unpacked.resolve("data/member/snap/db"))) {
      BackendView view = BoltView.of(BoltFile.open(source));
      KvStore store = restore(copy(view), MetaState.read(view));
      var all = RangeRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO).build();
      assertEquals(
          new Expected(unpacked)
              .kvs("get_all_rev_current").stream().map(each -> Bytes.ofHex(each.keyHex())).toList(),
          store.view().range(all).getKvsList().stream()
              .map(each -> Bytes.copyOf(each.getKey()))
              .toList());
    }
  }
}
