package io.drydock.tools.fsck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Directories;
import io.drydock.testdata.Json;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdCluster;
import io.drydock.testdata.etcd.EtcdOptions;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real clusters: running, stopped, with one member that is odd or has to be made anew. */
class PeersPeerTest {

  @TempDir Path folder;

  private JsonNode fsck(ExitCode expected) throws IOException {
    Run run =
        Run.drydock(
            "fsck", folder.resolve("m1"), folder.resolve("m2"), folder.resolve("m3"), "-o", "json");
    assertEquals(expected, run.code(), run.out() + run.err());
    return Json.read(run.out());
  }

  @ParameterizedTest
  @EnumSource
  void theOddMemberOfARealClusterIsFound(EtcdRelease release) throws Exception {
    long spoilt = 0;
    try (var cluster = EtcdCluster.start(release, folder, 3, "--snapshot-count", "50")) {
      var client = cluster.member(0).client();
      for (int i = 0; i < 120; i++) {
        long revision = client.put("/k/" + i % 7, "value " + i);
        spoilt = i == 60 ? revision : spoilt;
      }
      fsck(ExitCode.OK);
      client.compact(30);
      cluster.stop();
    }
    JsonNode sound = fsck(ExitCode.OK);
    assertEquals(2, sound.at("/comparison/pairs").size());
    assertTrue(sound.at("/comparison/pairs/1/stores/records_same").asLong() > 80);
    new Damage(folder.resolve("m2")).changeValueOf(spoilt);
    JsonNode found = fsck(ExitCode.FINDINGS).at("/comparison/findings/0");
    String message = found.path("message").asText();
    assertTrue(message.startsWith("m2 is the odd one out of 3 from revision " + spoilt + "_0 on"));
  }

  /** What is printed is done, word for word. */
  @ParameterizedTest
  @EnumSource
  void aMemberWithoutAUsableDatabaseIsMadeAnewAsAdvised(EtcdRelease release) throws Exception {
    try (var cluster = EtcdCluster.start(release, folder, 3, "--snapshot-count", "20")) {
      for (int i = 0; i < 60; i++) {
        cluster.member(0).client().put("/k/" + i, "v");
      }
      cluster.member(2).stop();
      Path data = folder.resolve("m3");
      DamageClass.BOTH_METAS_BAD.harm(data);
      JsonNode next =
          Json.read(Run.drydock("fsck", data, "-o", "json").out())
              .at("/directories/0/findings/0/next");
      EtcdTool etcdctl = cluster.member(0).etcdctl();
      for (JsonNode line : next) {
        if (line.asText().startsWith("etcdctl ")) {
          List<String> words = Arrays.asList(line.asText().replaceFirst(" *#.*", "").split(" "));
          etcdctl.run(words.subList(1, words.size()).toArray(String[]::new)).ok();
        }
      }
      Directories.delete(data);
      try (var again = Etcd.start(empty(cluster))) {
        again.client().put("/again", "v");
        assertEquals(cluster.member(0).client().all(0).size(), again.client().all(0).size());
      }
      assertEquals(ExitCode.OK, Run.drydock("fsck", data).code());
    }
  }

  private static EtcdOptions empty(EtcdCluster cluster) {
    String members =
        cluster.members().stream()
            .map(member -> member.options().name() + "=" + member.peerUrl())
            .collect(Collectors.joining(","));
    return cluster
        .member(2)
        .options()
        .withoutFlags()
        .with("--initial-cluster", members, "--initial-cluster-state", "existing");
  }
}
