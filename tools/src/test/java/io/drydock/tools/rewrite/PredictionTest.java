package io.drydock.tools.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Archive;
import io.drydock.testdata.Expected;
import io.drydock.testdata.HashKv;
import io.drydock.testdata.Json;
import io.drydock.testdata.Testdata;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The size that a plan names is the size that is reached, and near what real etcd reaches. */
class PredictionTest {

  private static final double ETCD_TOLERANCE = 0.02;

  @TempDir Path folder;

  static Stream<Path> archives() throws Exception {
    return Testdata.archives().stream();
  }

  private JsonNode rewrite(Object... words) throws Exception {
    Run run = Run.drydock(Stream.concat(Stream.of(words), Stream.of("-o", "json")).toArray());
    assertEquals(ExitCode.OK, run.code(), run.err());
    return Json.read(run.out());
  }

  @ParameterizedTest
  @MethodSource("archives")
  void thePredictedSizeIsReached(Path archive) throws Exception {
    Path unpacked = Archive.unpack(archive, folder);
    List<Path> databases;
    try (Stream<Path> files = Files.walk(unpacked)) {
      databases =
          files
              .filter(file -> file.endsWith("snap/db") || file.endsWith("snapshot.db"))
              .sorted()
              .toList();
    }
    assertTrue(databases.size() >= 1, archive.toString());
    for (Path db : databases) {
      for (List<String> verb : List.of(List.of("defrag"), List.of("compact", "--keep", "0"))) {
        Path out = folder.resolve("out-" + verb.getFirst() + "-" + databases.indexOf(db));
        JsonNode answer =
            rewrite(Stream.concat(verb.stream(), Stream.of(db, "--out", out)).toArray());
        long predicted = answer.path("plan").path("bytes_predicted").asLong();
        long trailer = db.endsWith("snapshot.db") ? 32 : 0;
        assertEquals(predicted, answer.path("bytes_after").asLong(), db + " " + verb);
        assertEquals(predicted + trailer, Files.size(out), db + " " + verb);
      }
    }
  }

  @Test
  void theFullDatabaseShrinksAsUnderRealEtcd() throws Exception {
    Path unpacked = Archive.unpack("prod-etcd-1", folder);
    JsonNode theirs = new Expected(unpacked).json("after_compact_and_defrag");
    Path out = folder.resolve("out.db");
    rewrite("compact", unpacked.resolve("data/member/snap/db"), "--keep", 0, "--out", out);
    HashKv hash = HashKv.of(theirs.path("hashkv").path("HashKV"));
    long size = theirs.path("endpoint_status").path("Status").path("dbSize").asLong();
    Stored ours = Stored.in(out, List.of(hash.compactRevision()));
    assertEquals(hash.hash(), ours.hashes().get(hash.compactRevision()));
    assertEquals(1.0, (double) ours.bytes() / size, ETCD_TOLERANCE);
  }
}
