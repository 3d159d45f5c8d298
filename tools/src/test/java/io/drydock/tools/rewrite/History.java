package io.drydock.tools.rewrite;

import io.drydock.testdata.Directories;
import io.drydock.testdata.client.EtcdClient;
import io.drydock.testdata.client.Txn;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.scenario.Fresh;
import io.drydock.testdata.scenario.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A stopped member with history to compact: the fresh directory of a release, and then more.
 *
 * @param data the data directory
 * @param tombstone a delete of one key, never put again
 * @param txn a transaction with two puts and a delete
 * @param reborn a delete of a key that is put again later
 * @param current the newest revision, a delete too
 */
record History(Path data, long tombstone, long txn, long reborn, long current) {

  /** Lets real etcd write it into a new folder. */
  static History write(EtcdRelease release, Path data) throws IOException {
    Path fresh = Fresh.directory("etcd-" + release.version() + "-single");
    Directories.copy(fresh.resolve("data"), data);
    try (var etcd = Etcd.start(release, data)) {
      EtcdClient client = etcd.client();
      client.disarm();
      new Workload(client, data.hashCode()).run(300);
      client.put("/proof/gone", "1");
      client.put("/proof/moved", "1");
      client.put("/proof/reborn", "1");
      long tombstone = client.delete("/proof/gone");
      long txn = EtcdClient.revisionOf(client.txn(move()));
      long reborn = client.delete("/proof/reborn");
      client.put("/proof/reborn", "2");
      for (int i = 0; i < 5; i++) {
        client.put("/proof/kept", "put " + i);
      }
      client.deleteRange("/app/a", "/app/b");
      client.put("/proof/last", "1");
      long current = client.delete("/proof/last");
      etcd.stop();
      return new History(data, tombstone, txn, reborn, current);
    }
  }

  private static Txn move() {
    byte[] value = "2".getBytes(StandardCharsets.UTF_8);
    return new Txn()
        .whenVersion("absent", 0)
        .thenPut("/proof/a", value)
        .thenPut("/proof/b", value)
        .thenDelete("/proof/moved");
  }

  /** Revisions to read at from here on. */
  List<Long> from(long compacted) {
    return List.of(tombstone, txn, txn + 1, reborn, reborn + 3, current).stream()
        .filter(revision -> revision > compacted)
        .toList();
  }
}
