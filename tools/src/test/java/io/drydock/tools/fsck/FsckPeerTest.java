package io.drydock.tools.fsck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Directories;
import io.drydock.testdata.Json;
import io.drydock.testdata.Kv;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.scenario.Fresh;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What fsck foretells of a damaged directory is what real etcd does, and what etcd says then is
 * what explain knows.
 */
@Execution(ExecutionMode.CONCURRENT)
class FsckPeerTest {

  @TempDir Path folder;

  private Path copy(EtcdRelease release, String name) throws IOException {
    Path fresh = Fresh.directory("etcd-" + release.version() + "-single");
    return Directories.copy(fresh.resolve("data"), folder.resolve(name));
  }

  @ParameterizedTest
  @EnumSource
  void etcdDoesWhatFsckForetells(EtcdRelease release) throws Exception {
    for (DamageClass damage : DamageClass.values()) {
      Path data = copy(release, damage.name());
      damage.harm(data);
      Foretold told = Foretold.of(data);
      String what = release + " " + damage + ": " + told.member();
      if (!damage.code().isEmpty()) {
        assertTrue(told.codes().contains(damage.code()), what);
      }
      told.proveBy(release, data, what);
      Directories.delete(data);
    }
  }

  /** The lines that fsck prints are run as they are. */
  @ParameterizedTest
  @EnumSource
  void aDatabaseThatIsGoneIsRebuiltAsAdvised(EtcdRelease release) throws Exception {
    Path sound = copy(release, "sound");
    Path data = copy(release, "data");
    DamageClass.DATABASE_GONE.harm(data);
    for (JsonNode line : Foretold.of(data).member().at("/findings/0/next")) {
      if (!line.asText().startsWith("drydock ")) {
        var shell = new ProcessBuilder("bash", "-c", line.asText()).inheritIO().start();
        assertEquals(0, shell.waitFor(), line.asText());
      }
    }
    Path rebuilt = data.resolveSibling("data.rebuilt");
    try (var before = Etcd.start(release, sound);
        var after = Etcd.start(release, rebuilt)) {
      assertEquals(before.client().revision(), after.client().revision());
      assertEquals(before.client().all(0), after.client().all(0));
    }
    assertTrue(Files.notExists(data.resolve("member/snap/db")), "the original is as it was");
  }

  /** Where log and database do not fit any more, what the database has is saved as advised. */
  @ParameterizedTest
  @EnumSource
  void whatTheDatabaseHasIsSavedAsAdvised(EtcdRelease release) throws Exception {
    List<Kv> keys;
    try (var sound = Etcd.start(release, copy(release, "sound"))) {
      keys = sound.client().all(0);
    }
    for (DamageClass damage :
        List.of(
            DamageClass.LOG_GONE,
            DamageClass.ALL_SEGMENTS_GONE,
            DamageClass.NEWEST_SEGMENT_GONE,
            DamageClass.ALL_SNAPSHOTS_ROTTEN_AND_LOG_TRIMMED)) {
      Path data = copy(release, damage.name());
      damage.harm(data);
      JsonNode member = Foretold.of(data).member();
      for (JsonNode finding : member.path("findings")) {
        if (finding.path("code").asText().equals(damage.code())) {
          makeAsAdvised(finding.path("next"));
        }
      }
      Path restored = data.resolveSibling(damage.name() + ".restored");
      try (var etcd = Etcd.start(release, restored)) {
        assertEquals(keys, etcd.client().all(0), release + " " + damage);
      }
    }
  }

  /**
   * The lines that make something. The last one may be for the case that those before refuse: in
   * 3.4 entries of the v2 API, whose index the database does not note, cannot be taken without a
   * raft snapshot.
   */
  private static void makeAsAdvised(JsonNode lines) {
    boolean isMade = false;
    for (JsonNode line : lines) {
      String[] parts = line.asText().split(" +# ");
      boolean isFallback = parts.length > 1;
      if (parts[0].startsWith("drydock snapshot ") && !(isFallback && isMade)) {
        Run run = Run.drydock((Object[]) parts[0].substring("drydock ".length()).split(" "));
        isMade = run.code() == ExitCode.OK;
        assertTrue(
            isMade || run.code() == ExitCode.UNSUPPORTED || run.code() == ExitCode.IO,
            line + "\n" + run.out() + run.err());
      }
    }
    assertTrue(isMade, lines.toString());
  }

  /** What it says of a database that is ahead: the server does not apply what it is told. */
  @ParameterizedTest
  @EnumSource
  void aDatabaseAheadOfItsLogSkipsWrites(EtcdRelease release) throws Exception {
    Path data = folder.resolve("data");
    try (var etcd = Etcd.start(release, data)) {
      etcd.client().put("/before", "x");
      etcd.stop();
    }
    new Damage(data).setConsistentIndex(5_000_000);
    assertTrue(Foretold.of(data).codes().contains("DB-AHEAD-OF-LOG"));
    try (var etcd = Etcd.start(release, data)) {
      assertThrows(IOException.class, () -> etcd.client().put("/after", "x"));
      assertTrue(etcd.client().get("/after").isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource
  void membersThatRunWereStoppedOrKilledAreSound(EtcdRelease release) throws Exception {
    Path data = folder.resolve("data");
    try (var etcd = Etcd.start(release, data, "--snapshot-count", "50")) {
      for (int i = 0; i < 200; i++) {
        etcd.client().put("/k/" + i % 10, "v" + i);
        if (i % 40 == 0) {
          JsonNode running = sound(data);
          assertTrue(running.path("live").asBoolean(), running.toString());
        }
      }
      etcd.kill();
    }
    sound(data);
    try (var etcd = Etcd.start(release, data)) {
      etcd.client().put("/last", "x");
      etcd.stop();
    }
    sound(data);
  }

  private static JsonNode sound(Path data) throws IOException {
    Run run = Run.drydock("fsck", data, "-o", "json");
    assertEquals(ExitCode.OK, run.code(), run.out() + run.err());
    JsonNode member = Json.read(run.out()).at("/directories/0");
    assertEquals("starts", member.path("verdict").asText(), run.out());
    return member;
  }

  /** Under a load that does not pause, whatever moment it is read at. */
  @Test
  void aMemberUnderLoadIsSound() throws Exception {
    Path data = folder.resolve("data");
    try (var etcd = Etcd.start(EtcdRelease.V3_5_30, data, "--snapshot-count", "100")) {
      var writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                    etcd.client().put("/load/" + i % 100, "v" + i);
                  }
                } catch (IOException ended) {
                  return; // the server was stopped
                }
              });
      while (etcd.client().revision() < 400) {
        Run run = Run.drydock("fsck", data, "-o", "json");
        assertTrue(
            run.code() == ExitCode.OK || run.code() == ExitCode.CHANGING, run.out() + run.err());
      }
      writer.interrupt();
      etcd.stop();
      writer.join();
    }
    sound(data);
  }
}
