package io.drydock.tools.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Json;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A member was added and given another URL: what real etcd answers, and what we read. */
class MembershipPeerTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void changedMembersAreThoseThatEtcdAnswers(EtcdRelease release) throws Exception {
    Path data = folder.resolve("data");
    JsonNode answered;
    try (var etcd = Etcd.start(release, data, "--snapshot-count", "20")) {
      long learner = etcd.client().members().addLearner("http://127.0.0.1:1");
      for (int i = 0; i < 60; i++) {
        etcd.client().put("/some/" + i, "x");
      }
      etcd.client().members().update(learner, "http://127.0.0.1:2");
      etcd.client().put("/last", "x");
      answered = etcd.client().members().list();
      assertEquals(MemberTexts.answered(answered), MemberTexts.shown(membership(data)), "running");
      etcd.stop();
    }
    JsonNode shown = membership(data);
    assertEquals(MemberTexts.answered(answered), MemberTexts.shown(shown), "stopped");
    assertEquals("v2_store", shown.path("source").asText());
    boolean isStale = release == EtcdRelease.V3_5_16;
    assertEquals(isStale, shown.path("database_stale").asBoolean());
  }

  /** 3.4 stores members at once, and the index up to which it has applied with a key only. */
  @ParameterizedTest
  @EnumSource
  void aMemberThatIsTheLastChangeOfAllIsNoSignOfAnOldDatabase(EtcdRelease release)
      throws Exception {
    Path data = folder.resolve("data");
    try (var etcd = Etcd.start(release, data)) {
      etcd.client().put("/some", "x");
      etcd.client().members().addLearner("http://127.0.0.1:1");
      etcd.stop();
    }
    JsonNode shown = membership(data);
    assertEquals(2, shown.path("members").size(), shown.toString());
    boolean isStale = release == EtcdRelease.V3_5_16; // never stores its own client URLs
    assertEquals(isStale, shown.path("database_stale").asBoolean(!isStale), shown.toString());
    for (String command : List.of("inspect", "fsck")) {
      Run run = Run.drydock(command, data);
      assertEquals(ExitCode.OK, run.code());
      assertEquals(isStale, run.out().contains("MEMBERS-STALE"), run.out());
    }
  }

  private static JsonNode membership(Path data) throws IOException {
    Run run = Run.drydock("inspect", data, "-o", "json");
    return Json.read(run.out()).path("members").path(0).path("membership");
  }
}
