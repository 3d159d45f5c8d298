package io.drydock.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.carrier.BoltImage;
import io.drydock.formats.rocks.KvReader;
import io.drydock.testdata.Directories;
import io.drydock.testdata.Kv;
import io.drydock.testdata.client.EtcdClient;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.scenario.Fresh;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node goes on in the directory of a real etcd, and real etcd in that of the node. */
@Execution(ExecutionMode.CONCURRENT)
class TakeOverPeerTest {

  @ParameterizedTest
  @EnumSource
  void aMemberGoesFromEtcdToTheNodeAndBack(EtcdRelease release, @TempDir Path folder)
      throws Exception {
    Path fresh = Fresh.directory("etcd-" + release.version() + "-single");
    Path etcds = Directories.copy(fresh.resolve("data"), folder.resolve("etcds"));
    Path ours = Directories.copy(fresh.resolve("data"), folder.resolve("ours"));
    List<Kv> expected;
    try (var etcd = Etcd.start(release, etcds)) {
      expected = etcd.client().all(0);
      etcd.stop();
    }
    List<Kv> written;
    try (var node = NodeProcess.start(ours)) {
      var client = new EtcdClient("http://" + node.address());
      assertEquals(expected, client.all(0));
      client.disarm();
      client.put("/proof/node", "1");
      written = client.all(0);
      assertEquals(0, node.stop());
    }
    assertTrue(Files.exists(ours.resolve("member/snap/db.imported")));
    assertEquals(written, servedBy(release, givenBack(ours)));
  }

  /** Etcd's database in the place where it has it; the rest is as the node left it. */
  private static Path givenBack(Path dataDir) throws Exception {
    try (KvReader rows = KvReader.open(dataDir.resolve("member/kv"));
        FileChannel db =
            FileChannel.open(
                dataDir.resolve("member/snap/db"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE)) {
      new BoltImage(rows.snapshot(), bytes -> {}).writeDurably(db);
    }
    return dataDir;
  }

  private static List<Kv> servedBy(EtcdRelease release, Path dataDir) throws Exception {
    try (var etcd = Etcd.start(release, dataDir)) {
      List<Kv> served = etcd.client().all(0);
      etcd.client().put("/proof/etcd", "1");
      etcd.stop();
      return served;
    }
  }
}
