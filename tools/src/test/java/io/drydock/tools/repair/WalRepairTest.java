package io.drydock.tools.repair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Directories;
import io.drydock.testdata.Json;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a repair says and does of each damage. The member was killed: its newest raft snapshot, what
 * its database has applied, the last commit and the last entry are four different entries.
 */
class WalRepairTest {

  /** Of m2 in {@code etcd-3.5.30-cluster3}. */
  private static final long SNAPSHOT = 808;

  private static final long APPLIED = 830;
  private static final long COMMIT = 843;
  private static final long LAST = 844;

  @TempDir Path folder;

  /** A damage. */
  @FunctionalInterface
  private interface Doing {
    void to(Harm harm) throws IOException;
  }

  /** What is done to a member, by where its snapshot, applied entry, commit and end are. */
  enum Case {
    TORN_TAIL(Harm::tear),
    OLD_ENTRY_CHANGED(harm -> harm.flip(SNAPSHOT - 8)),
    APPLIED_ENTRY_CHANGED(harm -> harm.flip(APPLIED - 10)),
    APPLIED_ENTRY_TORN(harm -> harm.stretch(APPLIED - 10)),
    APPLIED_ENTRY_ZEROED(harm -> harm.zero(APPLIED - 15)),
    APPLIED_SECTOR_ZEROED(harm -> harm.zeroSector(APPLIED - 15)),
    STATE_CHANGED(harm -> harm.flipStateBefore(APPLIED - 3)),
    COMMITTED_ENTRY_CHANGED(harm -> harm.flip(COMMIT - 3)),
    COMMITTED_ENTRY_TORN(harm -> harm.stretch(COMMIT - 3)),
    LAST_ENTRY_CHANGED(harm -> harm.flip(LAST)),
    SNAPSHOTS_ROTTEN_TOO(harm -> {
      harm.rotSnapshots();
      harm.flip(APPLIED - 10);
    });

    private final Doing doing;

    Case(Doing doing) {
      this.doing = doing;
    }
  }

  private Path harmed(Case damage) throws IOException {
    Path kept = Kept.directory("etcd-3.5.30-cluster3").resolve("m2");
    Path data = Directories.copy(kept, folder.resolve("m2"));
    damage.doing.to(new Harm(data));
    return data;
  }

  private static JsonNode plan(Path data, ExitCode code, Object... more) throws IOException {
    Object[] words = {"wal", "repair", data, "--dry-run", "-o", "json"};
    Run run = Run.drydock(Stream.concat(Stream.of(words), Stream.of(more)).toArray());
    assertEquals(code, run.code(), run.out() + run.err());
    return Json.read(run.out());
  }

  /** What the plan says of it; the last entry that is kept. */
  private record Answer(String kind, String entries, String method, String lost, long last) {

    boolean isRefused() {
      return !lost.equals("no");
    }

    static Answer of(JsonNode plan) {
      return new Answer(
          plan.at("/damages/0/kind").asText(),
          plan.at("/damages/0/entries").asText(),
          plan.at("/mending/method").asText(),
          plan.at("/lost/answer").asText(),
          plan.at("/mending/last_index").asLong());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TORN_TAIL, torn-tail never_acknowledged cut no 843",
    "OLD_ENTRY_CHANGED, checksum applied rebuild no 844",
    "APPLIED_ENTRY_CHANGED, checksum applied rebuild no 844",
    "APPLIED_ENTRY_TORN, torn-middle applied rebuild no 844",
    "APPLIED_ENTRY_ZEROED, zeroed applied rebuild no 844",
    "APPLIED_SECTOR_ZEROED, torn-middle applied rebuild no 844",
    "STATE_CHANGED, checksum none rebuild no 844",
    "COMMITTED_ENTRY_CHANGED, checksum committed cut unknown 839",
    "COMMITTED_ENTRY_TORN, torn-middle committed cut unknown 839",
    "LAST_ENTRY_CHANGED, checksum beyond_commit cut unknown 843",
    "SNAPSHOTS_ROTTEN_TOO, checksum applied rebuild no 844"
  })
  void eachDamageHasItsOwnAnswer(Case damage, String words) throws IOException {
    String[] parts = words.split(" ");
    var expected = new Answer(parts[0], parts[1], parts[2], parts[3], Long.parseLong(parts[4]));
    Path data = harmed(damage);
    JsonNode plan = plan(data, expected.isRefused() ? ExitCode.FINDINGS : ExitCode.OK);
    assertEquals(expected, Answer.of(plan), plan.toString());
    assertEquals(!expected.isRefused(), plan.at("/possible").asBoolean(), plan.toString());
    assertEquals(expected.isRefused(), plan.at("/next").toString().contains("member remove"));
    Path out = folder.resolve("out");
    if (expected.isRefused()) {
      Run refused = Run.drydock("wal", "repair", data, "--out", out);
      assertEquals(ExitCode.FINDINGS, refused.code(), refused.err());
      assertFalse(Files.exists(out));
    }
    Run run = Run.drydock("wal", "repair", data, "--out", out, "--accept-loss", "-o", "json");
    assertEquals(ExitCode.OK, run.code(), run.out() + run.err());
    assertMended(data, out, expected.last());
  }

  private static void assertMended(Path data, Path out, long last) throws IOException {
    Run fsck = Run.drydock("fsck", out, "-o", "json");
    JsonNode found = Json.read(fsck.out()).at("/directories/0");
    assertEquals("starts", found.path("verdict").asText(), fsck.out());
    assertEquals(ExitCode.OK, fsck.code(), fsck.out());
    assertEquals(last, found.path("last_index").asLong());
    assertArrayEquals(
        Files.readAllBytes(data.resolve("member/snap/db")),
        Files.readAllBytes(out.resolve("member/snap/db")));
    JsonNode again = plan(out, ExitCode.OK);
    assertTrue(again.path("nothing_to_do").asBoolean(), again.toString());
  }
}
