package io.drydock.tools.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.formats.bytes.Bytes;
import io.drydock.testdata.Directories;
import io.drydock.testdata.Json;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdOptions;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.scenario.Fresh;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import io.drydock.tools.fsck.DamageClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each damage of a log: fsck advises the repair, the advised line is run as it stands, and real
 * etcd starts on what comes of it, with all keys but those that the plan gave up.
 */
@Execution(ExecutionMode.CONCURRENT)
class RepairPeerTest {

  private static final String ADVISED = "drydock wal repair ";

  private static final List<DamageClass> LOST =
      List.of(
          DamageClass.LONG_LENGTH_BEHIND_THE_END,
          DamageClass.BIT_OF_AN_OLD_SEGMENT,
          DamageClass.OLD_SEGMENT_CUT,
          DamageClass.MIDDLE_SEGMENT_GONE,
          DamageClass.NEWEST_SEGMENT_GONE,
          DamageClass.SEGMENT_RENAMED,
          DamageClass.COMMIT_AHEAD,
          DamageClass.ALL_SNAPSHOTS_ROTTEN_AND_LOG_TRIMMED);

  @TempDir Path folder;

  /** What is done to a log of one voter; in the last entries keys {@code /late/…} were put. */
  private enum Case {
    TORN_TAIL(Harm::tear, false),
    APPLIED_ENTRY_CHANGED(harm -> harm.flip(harm.last() - 4), false),
    APPLIED_ENTRY_TORN(harm -> harm.stretch(harm.last() - 4), false),
    APPLIED_LENGTH_CHANGED(harm -> harm.flipLength(harm.last() - 4), false),
    APPLIED_SECTOR_ZEROED(harm -> harm.zeroSector(harm.last() - 40), false),
    OLD_ENTRY_CHANGED(harm -> harm.flip(5), false),
    SNAPSHOTS_ROTTEN_TOO(
        harm -> {
          harm.rotSnapshots();
          harm.flip(harm.last() - 4);
        },
        false),
    COMMITTED_ENTRY_CHANGED(harm -> harm.flip(harm.last() - 4), true),
    COMMITTED_ENTRY_TORN(harm -> harm.stretch(harm.last() - 4), true);

    private final Doing doing;
    private final boolean isDatabaseBehind;

    Case(Doing doing, boolean isDatabaseBehind) {
      this.doing = doing;
      this.isDatabaseBehind = isDatabaseBehind;
    }
  }

  /** A damage. */
  @FunctionalInterface
  private interface Doing {
    void to(Harm harm) throws IOException;
  }

  /**
   * A member with a raft snapshot and sixty entries behind it, all applied.
   *
   * @param early its database before the last of them
   */
  private record Member(Path data, Path early, Set<String> keys) {}

  private Member member(EtcdRelease release) throws IOException {
    Path data = folder.resolve("sound");
    Path early = folder.resolve("early.db");
    EtcdOptions options = EtcdOptions.single(release, data, "--snapshot-count", "30");
    try (var etcd = Etcd.start(options)) {
      for (int i = 0; i < 40; i++) {
        etcd.client().put("/early/" + i, "value " + i);
      }
      etcd.stop();
    }
    Files.copy(data.resolve("member/snap/db"), early);
    try (var etcd = Etcd.start(options.with("--snapshot-count", "10000"))) {
      for (int i = 0; i < 50; i++) {
        etcd.client().put("/late/" + i, "value " + i);
      }
      Set<String> keys = keys(etcd);
      etcd.stop();
      return new Member(data, early, keys);
    }
  }

  private static Set<String> keys(Etcd etcd) throws IOException {
    return etcd.client().all(0).stream()
        .map(kv -> Bytes.ofHex(kv.keyHex()).toUtf8())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @EnumSource
  void etcdStartsOnWhatTheAdvisedRepairMakes(EtcdRelease release) throws Exception {
    Member member = member(release);
    List<Started> started = new ArrayList<>();
    try {
      for (Case damage : Case.values()) {
        Path data = Directories.copy(member.data(), folder.resolve(damage.name()));
        damage.doing.to(new Harm(data));
        if (damage.isDatabaseBehind) {
          Path db = data.resolve("member/snap/db");
          Files.copy(member.early(), db, StandardCopyOption.REPLACE_EXISTING);
        }
        JsonNode done = damage == Case.TORN_TAIL ? inPlace(data) : asAdvised(data);
        Path mended = Path.of(done.at("/plan/target").asText());
        Path place = damage == Case.TORN_TAIL ? data : mended;
        started.add(new Started(damage, done, Etcd.launch(EtcdOptions.single(release, place))));
      }
      for (Started one : started) {
        one.check(member.keys(), release);
      }
    } finally {
      for (Started one : started) {
        one.etcd().close();
      }
    }
  }

  /** Damages of whole segments, and of the log against the rest; nothing of it costs a key. */
  @ParameterizedTest
  @EnumSource
  void segmentsThatWereLostOrSpoiltAreMendedAsAdvised(EtcdRelease release) throws Exception {
    Path fresh = Fresh.directory("etcd-" + release.version() + "-single").resolve("data");
    List<Etcd> started = new ArrayList<>();
    try {
      Path sound = Directories.copy(fresh, folder.resolve("sound"));
      started.add(Etcd.launch(EtcdOptions.single(release, sound)));
      for (DamageClass damage : LOST) {
        Path data = Directories.copy(fresh, folder.resolve(damage.name()));
        damage.harm(data);
        Path mended = Path.of(asAdvised(data).at("/plan/target").asText());
        started.add(Etcd.launch(EtcdOptions.single(release, mended)));
        Directories.delete(data);
      }
      started.getFirst().awaitReady();
      Set<String> keys = keys(started.getFirst());
      for (Etcd etcd : started) {
        etcd.awaitReady();
        assertEquals(keys, keys(etcd), etcd.dataDir().toString());
        etcd.client().disarm();
        etcd.client().put("/after", "x");
        assertTrue(etcd.client().get("/after").isPresent(), etcd.dataDir().toString());
      }
    } finally {
      for (Etcd etcd : started) {
        etcd.close();
      }
    }
  }

  /** A server cuts a torn record off by itself, so fsck does not ask for a repair. */
  private static JsonNode inPlace(Path data) throws IOException {
    return repair(data.toString(), "--in-place");
  }

  private static JsonNode asAdvised(Path data) throws IOException {
    Run fsck = Run.drydock("fsck", data, "-o", "json");
    List<String> advised = new ArrayList<>();
    Json.read(fsck.out()).path("next").forEach(line -> advised.add(line.asText()));
    String line =
        advised.stream().filter(one -> one.startsWith(ADVISED)).findFirst().orElse("none");
    assertTrue(line.startsWith(ADVISED), fsck.out() + fsck.err());
    String[] parts = line.split(" +# ");
    String[] words = parts[0].substring(ADVISED.length()).split(" ");
    boolean mayCost = parts.length > 1;
    Run first = Run.drydock("wal", "repair", words[0], words[1], words[2], "-o", "json");
    if (first.code() == ExitCode.FINDINGS && mayCost) {
      return repair(words[0], words[1], words[2], "--accept-loss");
    }
    assertEquals(ExitCode.OK, first.code(), line + "\n" + first.out() + first.err());
    return Json.read(first.out());
  }

  private static JsonNode repair(String... words) throws IOException {
    List<Object> all = new ArrayList<>(List.of("wal", "repair", "-o", "json"));
    all.addAll(List.of(words));
    Run run = Run.drydock(all.toArray());
    assertEquals(ExitCode.OK, run.code(), all + "\n" + run.out() + run.err());
    return Json.read(run.out());
  }

  private record Started(Case damage, JsonNode done, Etcd etcd) {

    /** All keys are there but those that the plan names, and it goes on. */
    void check(Set<String> all, EtcdRelease release) throws IOException {
      String what = release + " " + damage + ": " + done;
      etcd.awaitReady();
      Set<String> expected = new TreeSet<>(all);
      boolean isLost = damage.isDatabaseBehind;
      assertEquals(isLost ? "yes" : "no", done.at("/plan/lost/answer").asText(), what);
      long lost =
          done.at("/plan/lost/readable").asLong() + done.at("/plan/lost/unreadable").asLong();
      Set<String> found = keys(etcd);
      assertTrue(all.containsAll(found), what);
      if (isLost) {
        assertEquals(5, lost, what);
        for (JsonNode entry : done.at("/plan/lost/entries")) {
          expected.removeIf(key -> entry.path("request").asText().contains('"' + key + '"'));
        }
        expected.retainAll(found); // the damaged entry may name no key
        assertTrue(found.size() >= all.size() - lost, what);
      }
      assertEquals(expected, found, what);
      long before = etcd.client().revision();
      etcd.client().put("/after", "x");
      assertEquals(before + 1, etcd.client().revision(), what);
    }
  }
}
