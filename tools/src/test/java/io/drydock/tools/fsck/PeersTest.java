package io.drydock.tools.fsck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Archive;
import io.drydock.testdata.Directories;
import io.drydock.testdata.Json;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Golden;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of several members is the odd one out. */
class PeersTest {

  private static final String CLUSTER = "etcd-3.6.14-cluster3";

  @TempDir Path folder;

  private static JsonNode fsck(ExitCode expected, Object... words) throws IOException {
    Object[] all = Stream.concat(Stream.of("fsck", "-o", "json"), Stream.of(words)).toArray();
    Run run = Run.drydock(all);
    assertEquals(expected, run.code(), run.out() + run.err());
    return Json.read(run.out()).path("comparison");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.4.23", "3.5.16", "3.5.30", "3.6.14", "3.7.1"})
  void membersOfOneClusterDoNotDiffer(String version) throws IOException {
    Path cluster = Kept.directory("etcd-" + version + "-cluster3");
    JsonNode comparison =
        fsck(ExitCode.OK, cluster.resolve("m1"), cluster.resolve("m2"), cluster.resolve("m3"));
    for (JsonNode pair : comparison.path("pairs")) {
      assertTrue(pair.at("/logs/same").asBoolean(), pair.toString());
      assertTrue(pair.at("/logs/entries").asLong() > 300, pair.toString());
      assertTrue(pair.at("/stores/same").asBoolean(), pair.toString());
    }
  }

  private Path[] changed() throws IOException, io.drydock.formats.FormatException {
    Path cluster = Archive.unpack(CLUSTER, folder);
    new Damage(cluster.resolve("m3")).changeValue(300);
    return new Path[] {cluster.resolve("m1"), cluster.resolve("m2"), cluster.resolve("m3")};
  }

  @Test
  void theMajorityTellsWhoseStoreIsOdd() throws Exception {
    Path[] members = changed();
    JsonNode comparison = fsck(ExitCode.FINDINGS, (Object[]) members);
    JsonNode found = comparison.at("/findings/0");
    assertEquals("PEER-REVISION", found.path("code").asText());
    assertTrue(found.path("message").asText().startsWith("m3 is the odd one out of 3 from "));
    assertTrue(found.path("file").asText().endsWith("m3/member/snap/db"), found.toString());
    assertTrue(found.path("next").toString().contains("etcdctl member remove "));
    Run run = Run.drydock("fsck", members[0], members[1], members[2]);
    Golden.check("fsck/odd.txt", run.out().replace(folder + "/", ""));
  }

  @Test
  void twoAloneDoNotTellWhichIsRight() throws Exception {
    Path[] members = changed();
    JsonNode found = fsck(ExitCode.FINDINGS, members[0], "--peer", members[2]).at("/findings/0");
    assertTrue(found.path("message").asText().contains("no majority tells"), found.toString());
    assertTrue(!found.path("next").toString().contains("member remove"), found.toString());
  }

  @Test
  void anotherEntryInOneLogIsTold() throws Exception {
    Path cluster = Archive.unpack(CLUSTER, folder);
    Path odd = cluster.resolve("m2");
    new Damage(odd).rewriteEntry(600);
    JsonNode found =
        fsck(ExitCode.FINDINGS, cluster.resolve("m1"), odd, cluster.resolve("m3"))
            .at("/findings/0");
    assertEquals("PEER-LOG", found.path("code").asText());
    assertTrue(
        found.path("message").asText().startsWith("m2 is the odd one out of 3 from raft index 600"),
        found.toString());
    assertTrue(found.path("offset").asLong() > 0, found.toString());
  }

  @Test
  void membersOfTwoClustersAreNotCompared() throws IOException {
    Path one = Kept.directory(CLUSTER).resolve("m1");
    Path other = Kept.directory("etcd-3.7.1-cluster3").resolve("m1");
    JsonNode comparison = fsck(ExitCode.FINDINGS, one, other);
    assertEquals("PEER-CLUSTER", comparison.at("/findings/0/code").asText());
    assertEquals(0, comparison.path("pairs").size());
  }

  @Test
  void aCopyOfAMemberIsTold() throws IOException {
    Path one = Kept.directory(CLUSTER).resolve("m1");
    Path copy = Directories.copy(one, folder.resolve("copy"));
    JsonNode comparison = fsck(ExitCode.OK, one, copy);
    assertEquals("PEER-SAME-MEMBER", comparison.at("/findings/0/code").asText());
  }
}
