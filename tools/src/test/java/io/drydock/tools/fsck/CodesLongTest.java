package io.drydock.tools.fsck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;
import io.drydock.testdata.Directories;
import io.drydock.testdata.Json;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each code comes out of a directory of real etcd in which a test has made its cause. */
class CodesLongTest {

  private static final Map<CodeCase.Place, Set<String>> BEFORE = new ConcurrentHashMap<>();

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void theCodeComesOfItsCause(CodeCase one) throws Exception {
    Path kept = Kept.directory(one.place().archive()).resolve(one.place().member());
    if (!BEFORE.containsKey(one.place())) {
      BEFORE.put(one.place(), codes(kept, one.place().command()));
    }
    Set<String> before = BEFORE.get(one.place());
    assertFalse(before.contains(one.code()), one + " is there before: " + before);
    Path data = Directories.copy(kept, folder.resolve("data"));
    one.harm(new Damage(data));
    Set<String> found = codes(data, one.place().command());
    assertTrue(found.contains(one.code()), one + ": " + found);
  }

  /** The first member of a cluster, as etcd itself left it. */
  @Test
  void aLearnerOfRaftThatIsAVoterInTheListIsTold() throws Exception {
    CodeCase.Place place = CodeCase.Place.MEMBER;
    Path kept = Kept.directory(place.archive()).resolve(place.member());
    assertTrue(codes(kept, place.command()).contains("SNAP-LEARNER"));
  }

  private static Set<String> codes(Path data, String command) throws Exception {
    Run run = Run.drydock(command, data, "-o", "json");
    boolean isAnswered = run.code() == ExitCode.OK || run.code() == ExitCode.FINDINGS;
    assertTrue(isAnswered, run.code() + ": " + run.err());
    Set<String> codes = new TreeSet<>();
    for (JsonNode code : Json.read(run.out()).findValues("code")) {
      codes.add(code.asText());
    }
    return codes;
  }

  /** One member behind the compaction of another: nothing of their stores can be compared. */
  @Test
  void membersWithoutACommonRevisionAreTold() throws Exception {
    Path one = Kept.directory("etcd-3.5.30-single").resolve("data");
    Path other = Directories.copy(one, folder.resolve("other"));
    var rows = new RowEdit(new Damage(other));
    Bytes early = new RevisionKey(new Revision(2, 0), false).encode();
    rows.put(Bucket.META, Bytes.ofUtf8("finishedCompactRev"), early);
    rows.put(Bucket.META, Bytes.ofUtf8("scheduledCompactRev"), early);
    rows.keep(row -> row < 20);
    Run run = Run.drydock("fsck", one, "--peer", other, "-o", "json");
    assertEquals(ExitCode.OK, run.code(), run.out() + run.err());
    assertTrue(run.out().contains("PEER-NO-OVERLAP"), run.out());
  }
}
