package io.drydock.tools.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Archive;
import io.drydock.testdata.Directories;
import io.drydock.testdata.Json;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The members that {@code inspect} shows are those that the servers answered. */
class MembershipTest {

  private static final String STALE = "etcd-3.5.16-cluster3";

  @TempDir Path folder;

  private static JsonNode inspected(Path member) throws IOException {
    Run run = Run.drydock("inspect", member, "-o", "json");
    return Json.read(run.out()).path("members").path(0);
  }

  @ParameterizedTest
  @CsvSource({
    "etcd-3.4.23-single, data, member_list, v2_store",
    "etcd-3.4.23-cluster3, m1 m2 m3, member_list, v2_store",
    "etcd-3.5.16-single, data, member_list, v2_store",
    "etcd-3.5.16-cluster3, m1 m2 m3, member_list, v2_store",
    "etcd-3.5.30-single, data, member_list, v2_store",
    "etcd-3.5.30-cluster3, m1 m2 m3, member_list, v2_store",
    "etcd-3.6.14-single, data, member_list, database",
    "etcd-3.6.14-cluster3, m1 m2 m3, member_list, database",
    "etcd-3.7.1-single, data, member_list, database",
    "etcd-3.7.1-cluster3, m1 m2 m3, member_list, database",
    "etcd-3.7.1-upgraded-3.5.30-3.6.14, data, 3.7.1_member_list, database",
    "prod-etcd-1, data, member_list, v2_store",
  })
  void theMembersAreThoseThatTheServersAnswered(
      String archive, String members, String answer, String source) throws IOException {
    JsonNode answered = Kept.expected(archive).json(answer).path("members");
    for (String name : members.split(" ")) {
      JsonNode shown = inspected(Kept.directory(archive).resolve(name)).path("membership");
      assertEquals(MemberTexts.answered(answered), MemberTexts.shown(shown), archive + "/" + name);
      assertEquals(source, shown.path("source").asText());
      boolean isStale = shown.path("database_stale").asBoolean();
      assertEquals(archive.contains("3.5.16"), isStale, archive + "/" + name);
    }
  }

  @Test
  void aDatabaseWithOldMembersIsNamedWithWhatDiffers() {
    Run run = Run.drydock("inspect", Kept.directory(STALE).resolve("m1"));
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().contains("MEMBERS-STALE"), run.out());
    assertTrue(run.out().contains("m1 is there without client URLs"), run.out());
    assertTrue(run.out().contains("3ad3a8626553f350 is there a learner and with"), run.out());
    assertTrue(run.out().contains("v2 store (.snap and log); the database differs"), run.out());
  }

  @Test
  void withoutADatabaseSnapshotAndLogTell() throws IOException {
    Path member = Archive.unpack(STALE, folder).resolve("m1");
    Files.delete(member.resolve("member/snap/db"));
    JsonNode shown = inspected(member).path("membership");
    assertEquals(
        MemberTexts.answered(Kept.expected(STALE).json("member_list").path("members")),
        MemberTexts.shown(shown));
    assertTrue(shown.path("database_stale").isMissingNode());
  }

  @Test
  void withoutASnapshotTheDatabaseIsShownAndNotVouchedFor() throws IOException {
    Path member = Archive.unpack(STALE, folder).resolve("m1");
    try (Stream<Path> files = Files.list(member.resolve("member/snap"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".snap")).toList()) {
        Files.delete(file);
      }
    }
    JsonNode shown = inspected(member);
    assertEquals("database", shown.at("/membership/source").asText());
    assertTrue(shown.path("findings").toString().contains("MEMBERS-UNPROVEN"), shown.toString());
  }

  @Test
  void aSnapshotThatCannotBeReadGivesWayToTheOneBefore() throws IOException {
    Path member = Archive.unpack(STALE, folder).resolve("m3");
    Path newest;
    try (Stream<Path> files = Files.list(member.resolve("member/snap"))) {
      newest = files.filter(each -> each.toString().endsWith(".snap")).sorted().toList().getLast();
    }
    Files.write(newest, new byte[100]);
    JsonNode shown = inspected(member).path("membership");
    assertEquals("v2_store", shown.path("source").asText());
    assertTrue(Long.parseLong(shown.path("raft_index").asText()) > 0, shown.toString());
  }

  @Test
  void neitherDatabaseNorSnapshotNorLogMeansNoMembers() throws IOException {
    Path member = Archive.unpack(STALE, folder).resolve("m1");
    Directories.delete(member.resolve("member/wal"));
    try (Stream<Path> files = Files.list(member.resolve("member/snap"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    assertTrue(inspected(member).path("membership").isMissingNode());
  }
}
