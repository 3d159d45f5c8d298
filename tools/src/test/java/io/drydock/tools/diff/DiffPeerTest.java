package io.drydock.tools.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Json;
import io.drydock.testdata.etcd.EtcdCluster;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real clusters: while they serve, stopped, and after one member's database has drifted. */
class DiffPeerTest {

  @TempDir Path folder;

  private JsonNode diff(ExitCode expected, String one, String other, String... words)
      throws IOException {
    var paths = Stream.of("diff", folder.resolve(one), folder.resolve(other), "-o", "json");
    Run run = Run.drydock(Stream.concat(paths, Stream.of(words)).toArray());
    assertEquals(expected, run.code(), run.out() + run.err());
    return Json.read(run.out());
  }

  @ParameterizedTest
  @EnumSource(names = {"V3_4_23", "V3_5_30"})
  void membersOfARealClusterAreTheSameUntilOneDrifts(EtcdRelease release) throws Exception {
    long[] revisions = new long[90];
    try (var cluster = EtcdCluster.start(release, folder, 3, "--snapshot-count", "50")) {
      var client = cluster.member(0).client();
      for (int i = 0; i < revisions.length; i++) {
        revisions[i] = client.put("/k/" + i % 30, "value " + i);
      }
      JsonNode live = diff(ExitCode.OK, "m1", "m2");
      assertTrue(live.at("/first/live").asBoolean() && live.at("/second/live").asBoolean());
      Run page = Run.drydock("report", folder.resolve("m1"), folder.resolve("m2"), "-o", "-");
      assertTrue(page.out().contains("<h1>No damage in any member, and they agree"), page.out());
      client.compact(revisions[20]);
      cluster.stop();
    }
    JsonNode stopped = diff(ExitCode.OK, "m1", "m3");
    assertTrue(stopped.at("/stores/records_same").asLong() > 60, stopped.toString());
    drift(folder.resolve("m2/member/snap/db"), revisions[85], revisions[70]);
    JsonNode odd = diff(ExitCode.FINDINGS, "m1", "m2");
    assertEquals(revisions[70] + "_0", odd.at("/stores/first_divergent_revision").asText());
    assertEquals(2, odd.at("/stores/differences").asLong());
    assertTrue(odd.at("/logs/same").asBoolean());
    assertEquals(2, odd.at("/key_counts/drifted").asLong());
    assertEquals("[\"create_revision\",\"lease\"]", odd.at("/keys/0/differs").toString());
    assertEquals("/k/10", odd.at("/keys/0/key").asText());
    assertEquals("[\"version\"]", odd.at("/keys/1/differs").toString());
    assertEquals("/k/25", odd.at("/keys/1/key").asText());
    diff(ExitCode.OK, "m1", "m2", "--prefix", "/k/11");
    diff(ExitCode.FINDINGS, "m3", "m2", "--brief");
  }

  /** As members of 3.5.0 to 3.5.2 were left that applied an entry twice after a crash. */
  private static void drift(Path db, long version, long rest) throws Exception {
    Store.of(db)
        .change(version, put -> put.setVersion(put.getVersion() + 1))
        .change(rest, put -> put.setCreateRevision(put.getCreateRevision() + 1).setLease(99))
        .write(db);
  }
}
