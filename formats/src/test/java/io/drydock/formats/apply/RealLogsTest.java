package io.drydock.formats.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.Extent;
import io.drydock.formats.backend.BackendFile;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.EtcdVersion;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.backend.RealBackends;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.Membership;
import io.drydock.formats.mvcc.HashKv;
import io.drydock.formats.proto.authpb.User;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.testing.RealDirectories;
import io.drydock.formats.testing.RealLog;
import io.drydock.formats.v2store.V2Cluster;
import io.drydock.formats.v2store.V2Replay;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The whole log of a real member, from its first entry, applied to an empty backend: what comes out
 * must be the database that the server itself made of it.
 */
class RealLogsTest {

  /** A server sets them when it has the time. */
  private static final Set<String> NOT_BY_ENTRIES = Set.of("finishedCompactRev", "storageVersion");

  private static final Bytes CONSISTENT_INDEX = Bytes.ofUtf8("consistent_index");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "etcd-3.4.23-single, data, 3.4.23",
    "etcd-3.4.23-cluster3, m1, 3.4.23",
    "etcd-3.5.16-single, data, 3.5.16",
    "etcd-3.5.16-cluster3, m1, 3.5.16",
    "etcd-3.5.30-single, data, 3.5.30",
    "etcd-3.5.30-cluster3, m1, 3.5.30",
    "etcd-3.6.14-single, data, 3.6.14",
    "etcd-3.6.14-cluster3, m1, 3.6.14",
    "etcd-3.7.1-single, data, 3.7.1",
    "etcd-3.7.1-cluster3, m1, 3.7.1",
  })
  void aLogFromItsStartGivesTheDatabase(String archive, String dir, String version)
      throws Exception {
    Path data = RealDirectories.unpacked(archive).resolve(dir);
    SortedMap<Long, RealLog.Item> log = RealLog.read(data.resolve("member/wal"));
    assertEquals(1, log.firstKey());
    try (var real = new RealBackends(folder).open(archive, dir);
        var empty = asMadeByAServer().open(folder.resolve("empty.db"));
        var replay = replay(empty.view(), version)) {
      long end = version.startsWith("3.4.") ? log.lastKey() : consistentIndex(real.view());
      for (var entry : log.headMap(end + 1).entrySet()) {
        var position = new LogPosition(entry.getValue().term(), entry.getKey());
        replay.apply(position, entry.getValue().payload(), new Extent("log", 0, 0));
      }
      assertEquals(end, replay.raftIndex());
      compareSmallBuckets(version, real.view(), empty.view(), replay);
      compareKeys(real.view(), empty.view(), replay);
    }
  }

  /** What a server does with a new database before it looks at the log. */
  private static BackendFile asMadeByAServer() {
    return new BackendFile()
        .put(Bucket.AUTH, Bytes.ofUtf8("authRevision"), Bytes.ofHex("0000000000000001"));
  }

  /** 3.4 stores it with changes of keys and users only: leases and alarms are ahead of it. */
  private static long consistentIndex(BackendView view) throws Exception {
    return MetaState.read(view).consistentIndex().orElseThrow();
  }

  private static Replay replay(BackendView empty, String version) throws Exception {
    EtcdVersion release = EtcdVersion.parse(version).orElseThrow();
    ReleaseLine line = ReleaseLine.of(release).orElseThrow();
    var rules = new ApplyRules(line, Optional.of(release));
    var store = V2Replay.from(new V2Cluster(Membership.EMPTY, Optional.empty()), rules.v2());
    return Replay.of(
        empty,
        rules,
        new Replay.Surroundings(
            MemberId.NONE,
            (user, plain) -> Optional.of(Bytes.ofUtf8("$2a$10$" + "x".repeat(53))),
            Optional.of(new Replay.Beginning(store, ConfState.getDefaultInstance()))));
  }

  private static void compareSmallBuckets(
      String version, BackendView real, BackendView empty, Replay replay) throws Exception {
    Map<Bucket, TreeMap<Bytes, Bytes>> theirs = Written.rows(real);
    Map<Bucket, TreeMap<Bytes, Bytes>> ours = Written.rows(empty, replay);
    if (version.startsWith("3.4.")) {
      theirs.get(Bucket.META).remove(CONSISTENT_INDEX);
      ours.get(Bucket.META).remove(CONSISTENT_INDEX);
    }
    for (Bucket bucket : Bucket.values()) {
      if (bucket != Bucket.KEY) {
        assertEquals(
            texts(bucket, theirs.get(bucket)), texts(bucket, ours.get(bucket)), bucket.toString());
      }
    }
  }

  /** Without what no entry of the log says. */
  private static Map<String, String> texts(Bucket bucket, TreeMap<Bytes, Bytes> rows)
      throws Exception {
    var texts = new TreeMap<String, String>();
    for (var row : rows.entrySet()) {
      String key = row.getKey().toUtf8();
      if (bucket == Bucket.META && NOT_BY_ENTRIES.contains(key)) {
        continue;
      }
      String value = row.getValue().toHex();
      if (bucket == Bucket.AUTH_USERS) {
        var user = User.parseFrom(row.getValue().toByteString());
        value = user.getRolesList() + " " + user.getOptions() + user.getPassword().size();
      }
      texts.put(key, value);
    }
    return texts;
  }

  private void compareKeys(BackendView real, BackendView empty, Replay replay) throws Exception {
    try (var ours = Written.file(empty, replay).open(folder.resolve("ours.db"))) {
      long compacted = replay.compactRevision();
      assertTrue(replay.revision() > 100);
      for (long revision = Math.max(compacted, 2); revision <= replay.revision(); revision += 7) {
        assertEquals(HashKv.at(real, revision), HashKv.at(ours.view(), revision), "at " + revision);
      }
      assertEquals(HashKv.at(real, 0), HashKv.at(ours.view(), 0));
    }
  }
}
