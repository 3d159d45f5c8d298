package io.drydock.tools.fsck;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What etcd 3.6.14 and 3.7.1 were seen to do with each damage, against what fsck foretells. {@link
 * FsckPeerTest} does the same with the releases that can be run.
 */
class ForetellLongTest {

  private static final long SEED = 20261121;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "NONE, starts, starts",
    "LAST_RECORD_CUT, starts, starts",
    "LAST_RECORD_ZEROED, starts, starts",
    "LONG_LENGTH_BEHIND_THE_END, starts, starts",
    "BIT_OF_THE_LAST_RECORD, refuses, refuses",
    "BIT_OF_AN_OLD_SEGMENT, refuses, refuses",
    "OLD_SEGMENT_CUT, refuses, refuses",
    "FIRST_SEGMENT_GONE, starts, starts",
    "NEWEST_SEGMENT_GONE, hangs, hangs",
    "SEGMENT_RENAMED, but, but",
    "ALL_SEGMENTS_GONE, hangs, hangs",
    "LOG_GONE, hangs, hangs",
    "NEWEST_SNAPSHOT_ROTTEN, but, starts",
    "NEWEST_SNAPSHOT_EMPTY, but, starts",
    "ALL_SNAPSHOTS_ROTTEN, but, starts",
    "ALL_SNAPSHOTS_GONE, but, starts",
    "ALL_SNAPSHOTS_ROTTEN_AND_LOG_TRIMMED, refuses, starts",
    "DATABASE_GONE, refuses, refuses",
    "DATABASE_EMPTY, refuses, refuses",
    "DATABASE_AND_SNAPSHOTS_GONE, but, refuses",
    "DATABASE_OF_ONE_PAGE, refuses, refuses",
    "DATABASE_CUT_IN_HALF, refuses, refuses",
    "BOTH_METAS_BAD, refuses, refuses",
    "NEWEST_META_BAD, starts, starts",
    "LEAF_OVERWRITTEN, refuses, refuses",
    "REVISION_SPOILT, refuses, refuses",
    "DATABASE_OLDER, refuses, refuses",
    "DATABASE_NEWER, hangs, hangs",
  })
  void whatWasSeenIsForetold(DamageClass damage, String by36, String by37) throws Exception {
    assertEquals(by36, verdict("etcd-3.6.14-single", damage), "3.6.14");
    assertEquals(by37, verdict("etcd-3.7.1-single", damage), "3.7.1");
  }

  /** The alarm of these directories stops writes, not starts. */
  private String verdict(String archive, DamageClass damage) throws Exception {
    Path data = copy(archive);
    damage.harm(data);
    Run run = Run.drydock("fsck", data, "-o", "json", "--etcd-version", archive.substring(5, 8));
    JsonNode findings = Json.read(run.out()).at("/directories/0/findings");
    Directories.delete(data);
    List<String> words = List.of("starts", "but", "hangs", "refuses");
    int worst = 0;
    for (JsonNode finding : findings) {
      if (!finding.path("code").asText().equals("ALARM-NOSPACE")) {
        worst = Math.max(worst, words.indexOf(finding.path("start").asText()));
      }
    }
    return words.get(worst);
  }

  private Path copy(String archive) throws IOException {
    return Directories.copy(Kept.directory(archive).resolve("data"), folder.resolve("data"));
  }

  @Test
  void noDamageAnywhereIsABug() throws IOException {
    Path data = copy("etcd-3.7.1-upgraded-3.5.30-3.6.14");
    List<Path> files;
    try (Stream<Path> all = Files.walk(data)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    var random = new Random(SEED);
    for (int round = 0; round < 40; round++) {
      Path file = files.get(random.nextInt(files.size()));
      long used = Math.min(Files.size(file), 60_000);
      for (int flips = 1 + random.nextInt(4); flips > 0 && used > 0; flips--) {
        Damage.flip(file, random.nextLong(used));
      }
      Run run = Run.drydock("fsck", data, "-o", "json");
      assertTrue(
          run.code() == ExitCode.OK || run.code() == ExitCode.FINDINGS,
          () -> file + ": " + run.code() + " " + run.err());
    }
  }
}
