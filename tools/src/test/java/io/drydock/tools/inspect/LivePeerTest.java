package io.drydock.tools.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Json;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import io.drydock.tools.source.FileHold;
import io.drydock.tools.source.HeldException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A member under a running etcd: it can be read, and is not to be rewritten. */
class LivePeerTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aRunningMemberIsReadAndSaysSo(EtcdRelease release) throws Exception {
    Path data = folder.resolve("data");
    try (var etcd = Etcd.start(release, data, "--snapshot-count", "20")) {
      for (int i = 0; i < 60; i++) {
        etcd.client().put("/live/" + i, "x");
      }
      Run run = Run.drydock("inspect", data, "-o", "json");
      assertEquals(ExitCode.OK, run.code(), run.out() + run.err());
      var member = Json.read(run.out()).path("members").path(0);
      assertTrue(member.path("live").asBoolean(), run.out());
      assertEquals("m1", member.at("/backend/members/0/name").asText());
      assertEquals(Long.toHexString(etcd.client().memberId()), member.at("/log/node_id").asText());
      assertTrue(run.err().contains(data + ": a running server holds it open"), run.err());
      assertEquals(ExitCode.OK, Run.drydock("snap", "ls", data).code());
      refused(data);
      assertTrue(etcd.isRunning());
      etcd.client().put("/live/after", "x");
    }
  }

  private void refused(Path data) {
    Path out = folder.resolve("out");
    for (var line :
        List.of(
            List.of("defrag", data, "--out", out),
            List.of("defrag", data, "--in-place"),
            List.of("defrag", data.resolve("member/snap/db"), "--in-place"),
            List.of("compact", data, "--keep", 0, "--out", out))) {
      Run run = Run.drydock(line.toArray());
      assertEquals(ExitCode.CHANGING, run.code(), line + ": " + run.err());
      assertTrue(run.err().contains("a running server holds it"), run.err());
    }
    assertTrue(Files.notExists(out));
    Path member = data.resolve("member");
    assertThrows(HeldException.class, () -> FileHold.of(member.resolve("snap/db")).close());
    assertThrows(HeldException.class, () -> FileHold.requireFree(member.resolve("wal")));
  }
}
