package io.drydock.tools.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Directories;
import io.drydock.testdata.HashKv;
import io.drydock.testdata.client.EtcdClient;
import io.drydock.testdata.client.EtcdRefused;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compaction offline against real etcd compacting a copy of the same directory online. */
class CompactPeerTest {

  @TempDir Path folder;

  /** What one of the two members serves and stores, before and after it went on working. */
  private record Outcome(Stored stored, Served served, HashKv later) {}

  @ParameterizedTest
  @EnumSource
  void theSameRecordsGoAsWhenTheServerCompacts(EtcdRelease release) throws Exception {
    History history = History.write(release, folder.resolve("source"));
    for (long revision : List.of(history.tombstone(), history.txn(), history.current())) {
      String name = release + " compacted at " + revision;
      Outcome theirs = online(release, history, revision);
      Outcome ours = offline(release, history, revision);
      assertEquals(theirs.stored().records(), ours.stored().records(), name);
      assertEquals(theirs.stored().marks(), ours.stored().marks(), name);
      assertEquals(theirs.stored().hashes(), ours.stored().hashes(), name);
      assertEquals(theirs.served(), ours.served(), name);
      assertEquals(theirs.later(), ours.later(), name);
      ours.served()
          .hashes()
          .forEach((at, hash) ->
              assertEquals(ours.stored().hashes().get(at), hash.hash(), name + ", hash at " + at));
    }
  }

  private Outcome online(EtcdRelease release, History history, long revision) throws Exception {
    Path data = Directories.copy(history.data(), folder.resolve("online-" + revision));
    try (var etcd = Etcd.start(release, data)) {
      etcd.client().compact(revision);
      etcd.stop();
    }
    return outcome(release, data, history, revision);
  }

  private Outcome offline(EtcdRelease release, History history, long revision) throws Exception {
    Path out = folder.resolve("offline-" + revision);
    Run run =
        Run.drydock(
            "compact",
            history.data(),
            "--rev",
            revision,
            "--etcd-version",
            release.version(),
            "--out",
            out);
    assertEquals(ExitCode.OK, run.code(), run.err());
    return outcome(release, out, history, revision);
  }

  /** Boots it, and lets it work: what it wrote of its own must hold for what it is given. */
  private Outcome outcome(EtcdRelease release, Path data, History history, long revision)
      throws Exception {
    List<Long> later = history.from(revision);
    List<Long> revisions = Stream.concat(Stream.of(revision), later.stream()).toList();
    Stored stored = Stored.in(data, revisions);
    Path saved = folder.resolve(data.getFileName() + ".snapshot.db");
    try (var etcd = Etcd.start(release, data)) {
      Served served = Served.by(etcd, revision, later);
      EtcdClient client = etcd.client();
      assertThrows(EtcdRefused.class, () -> client.all(revision - 1));
      HashKv hash = goOn(etcd);
      etcd.etcdctl().run("snapshot", "save", saved.toString()).ok();
      etcd.stop();
      assertSoundForEtcd(release, saved);
      assertSoundForEtcd(release, data.resolve("member/snap/db"));
      return new Outcome(stored, served, hash);
    }
  }

  /** Writes, and a compaction of the server's own. */
  private static HashKv goOn(Etcd etcd) throws Exception {
    EtcdClient client = etcd.client();
    client.put("/proof/later", "1");
    client.put("/proof/kept", "6");
    long compacted = client.delete("/proof/kept");
    client.put("/proof/later", "2");
    client.compact(compacted);
    client.put("/proof/later", "3");
    client.defragment();
    return etcd.hashKv(0);
  }

  private static void assertSoundForEtcd(EtcdRelease release, Path db) throws Exception {
    var status = EtcdTool.offline(release).json("snapshot", "status", db.toString());
    assertTrue(status.path("totalKey").asLong() > 0, status.toString());
  }
}
