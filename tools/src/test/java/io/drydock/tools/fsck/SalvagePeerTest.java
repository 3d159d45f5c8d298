package io.drydock.tools.fsck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Directories;
import io.drydock.testdata.Json;
import io.drydock.testdata.Kv;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import io.drydock.testdata.scenario.Fresh;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Broken databases of real servers, salvaged as fsck advises, and what real etcd serves of them.
 */
class SalvagePeerTest {

  /** Each breaks the database so that no server starts, or serves what is not there. */
  private static List<DamageClass> classes(EtcdRelease release) {
    return switch (release) {
      case V3_4_23 -> List.of(DamageClass.BOTH_METAS_BAD, DamageClass.DATABASE_CUT_IN_HALF);
      case V3_5_16 -> List.of(DamageClass.LEAF_OVERWRITTEN, DamageClass.REVISION_SPOILT);
      case V3_5_30 -> List.of(DamageClass.BOTH_METAS_BAD, DamageClass.VALUE_SPOILT);
    };
  }

  @TempDir Path folder;

  private Path copy(EtcdRelease release, String name) throws Exception {
    Path fresh = Fresh.directory("etcd-" + release.version() + "-single");
    return Directories.copy(fresh.resolve("data"), folder.resolve(name));
  }

  private static List<Kv> served(EtcdRelease release, Path data) throws Exception {
    try (var etcd = Etcd.start(release, data)) {
      List<Kv> keys = etcd.client().all(0);
      etcd.client().disarm();
      etcd.client().put("/proof/" + data.getFileName(), "1");
      etcd.stop();
      return keys;
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSavedIsServedAsAdvised(EtcdRelease release) throws Exception {
    Set<Kv> sound = new HashSet<>(served(release, copy(release, "sound")));
    for (DamageClass damage : classes(release)) {
      Path data = copy(release, damage.name());
      damage.harm(data);
      JsonNode saved = salvage(data, damage);
      Path restored = data.resolveSibling(damage.name() + ".salvaged");
      List<Kv> keys = served(release, restored);
      String what = release + " " + damage + ": " + keys.size() + " of " + sound.size() + saved;
      long same = keys.stream().filter(sound::contains).count();
      long doubtful = saved.at("/plan/doubtful/rows").asLong();
      if (damage != DamageClass.DATABASE_CUT_IN_HALF) {
        assertTrue(same >= sound.size() - doubtful - 12, what);
      }
      assertTrue(same + doubtful > 0, what);
      assertTrue(keys.size() - same <= 12, "keys as they were before: " + what);
      if (damage == DamageClass.BOTH_METAS_BAD) {
        assertEquals(sound, new HashSet<>(keys), what);
        atItsPlace(release, data, sound);
      }
    }
  }

  /** A commit that is whole goes on with its own log. */
  private void atItsPlace(EtcdRelease release, Path data, Set<Kv> sound) throws Exception {
    Path saved = data.resolveSibling(data.getFileName() + ".salvaged.db");
    Files.move(saved, data.resolve("member/snap/db"), StandardCopyOption.REPLACE_EXISTING);
    assertEquals(sound, new HashSet<>(served(release, data)), release + " at its place");
  }

  /** Runs the lines that fsck gives for the damage. */
  private static JsonNode salvage(Path data, DamageClass damage) throws Exception {
    Run fsck = Run.drydock("fsck", data, "-o", "json");
    List<String> lines = new ArrayList<>();
    for (JsonNode finding : Json.read(fsck.out()).at("/directories/0/findings")) {
      if (finding.path("code").asText().equals(damage.code()) && lines.isEmpty()) {
        finding.path("next").forEach(line -> lines.add(line.asText()));
      }
    }
    String salvage = line(lines, "drydock db salvage ", damage);
    Run saved = run(salvage + " -o json");
    assertEquals(ExitCode.FINDINGS, saved.code(), saved.out() + saved.err());
    String restore = line(lines, "drydock snapshot restore " + data + ".salvaged.db", damage);
    Run restored = run(restore);
    assertEquals(ExitCode.OK, restored.code(), restore + "\n" + restored.out() + restored.err());
    return Json.read(saved.out());
  }

  private static String line(List<String> lines, String start, DamageClass damage) {
    return lines.stream()
        .filter(line -> line.startsWith(start))
        .findFirst()
        .orElseThrow(() -> new AssertionError(damage + ": " + start + " is not in " + lines));
  }

  private static Run run(String line) {
    return Run.drydock((Object[]) line.substring("drydock ".length()).split(" "));
  }

  /** Real etcd's own restore takes the file, too. */
  @ParameterizedTest
  @EnumSource
  void etcdsOwnRestoreTakesIt(EtcdRelease release) throws Exception {
    Path data = copy(release, "data");
    DamageClass.LEAF_OVERWRITTEN.harm(data);
    Path saved = folder.resolve("saved.db");
    Run run = Run.drydock("db", "salvage", data, "--out", saved, "--with-doubtful");
    assertEquals(ExitCode.FINDINGS, run.code(), run.err());
    Path restored = folder.resolve("restored");
    EtcdTool.offline(release)
        .run(
            "snapshot",
            "restore",
            saved.toString(),
            "--skip-hash-check",
            "--data-dir",
            restored.toString())
        .ok();
    assertTrue(served(release, restored).size() > 100);
  }
}
