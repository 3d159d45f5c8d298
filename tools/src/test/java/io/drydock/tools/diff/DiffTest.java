package io.drydock.tools.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.drydock.testdata.Archive;
import io.drydock.testdata.Json;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Golden;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code diff} says of stores that a test makes up, and of kept clusters. */
class DiffTest {

  @TempDir Path folder;

  /** Ten revisions of five keys: /a twice, /b put, deleted and put again. */
  private static Store story() {
    return Store.empty()
        .put("/a", "1")
        .put("/b", "1")
        .put("/c", "1")
        .put("/a", "2")
        .delete("/b")
        .put("/d", "1")
        .put("/b", "2")
        .put("/e", "1")
        .put("/c", "2");
  }

  private Run diff(Store one, Store other, Object... words) throws IOException {
    Path first = one.write(folder.resolve("one.db"));
    Path second = other.write(folder.resolve("other.db"));
    return Run.drydock(Stream.concat(Stream.of("diff", first, second), Stream.of(words)).toArray());
  }

  private JsonNode json(ExitCode expected, Store one, Store other, Object... words)
      throws IOException {
    var all = Stream.concat(Stream.of(words), Stream.of("-o", "json")).toArray();
    Run run = diff(one, other, all);
    assertEquals(expected, run.code(), run.out() + run.err());
    return Json.read(run.out());
  }

  /** {@code changed /a value,version}, a line each. */
  private static List<String> keys(JsonNode answer) {
    List<String> lines = new ArrayList<>();
    for (JsonNode row : answer.path("keys")) {
      var differs = new ArrayList<String>();
      row.path("differs").forEach(field -> differs.add(field.asText()));
      String fields = String.join(",", differs);
      lines.add(
          (row.path("change").asText() + " " + row.path("key").asText() + " " + fields).strip());
    }
    return lines;
  }

  @Test
  void equalStoresAreTheSame() throws IOException {
    JsonNode answer = json(ExitCode.OK, story(), story());
    assertTrue(answer.path("same").asBoolean());
    assertEquals(9, answer.at("/stores/records_same").asLong());
    assertEquals("10", answer.at("/stores/to_revision").asText());
    assertEquals(0, answer.path("keys").size());
  }

  @Test
  void aStoreThatIsBehindIsTheSameUpToThere() throws IOException {
    Store ahead = story().put("/f", "1").delete("/a");
    assertEquals("10", json(ExitCode.OK, story(), ahead).at("/stores/to_revision").asText());
    assertEquals(ExitCode.OK, diff(ahead, story()).code());
  }

  @Test
  void eachKindOfChangeIsTold() throws IOException {
    Store other =
        story()
            .change(10, put -> put.setValue(ByteString.copyFromUtf8("another")))
            .change(5, put -> put.setVersion(3).setLease(7).setCreateRevision(4))
            .forget(9);
    JsonNode answer = json(ExitCode.FINDINGS, story().forget(7), other);
    assertEquals(
        List.of(
            "drifted /a create_revision,version,lease",
            "changed /c value",
            "added /d",
            "removed /e"),
        keys(answer));
  }

  @Test
  void theNumbersThatTheBugOf350LeftAreDrift() throws IOException {
    Store drifted =
        story()
            .change(10, put -> put.setVersion(put.getVersion() + 1))
            .change(9, put -> put.setLease(0x1234));
    JsonNode answer = json(ExitCode.FINDINGS, story(), drifted);
    assertEquals(List.of("drifted /c version", "drifted /e lease"), keys(answer));
    assertEquals("9_0", answer.at("/stores/first_divergent_revision").asText());
    assertEquals("/e", answer.at("/stores/first_divergent_key").asText());
    assertEquals(2, answer.at("/stores/differences").asLong());
    assertEquals(2, answer.at("/key_counts/drifted").asLong());
    assertEquals("2", answer.at("/keys/0/first/version").asText());
    assertEquals("3", answer.at("/keys/0/second/version").asText());
    assertEquals("1234", answer.at("/keys/1/second/lease").asText());
  }

  @Test
  void whatWasOverwrittenSinceDiffersInHistoryOnly() throws IOException {
    Store other = story().change(2, put -> put.setValue(ByteString.copyFromUtf8("x")));
    Run run = diff(story(), other);
    assertEquals(ExitCode.FINDINGS, run.code());
    assertTrue(
        run.out()
            .startsWith("different: the stores from revision 2_0; at revision 10 no key differs\n"),
        run.out());
  }

  @ParameterizedTest
  @CsvSource({"/a, 1", "/b, 0", "/, 1", "/e, 1"})
  void aPrefixAsksForItsKeysOnly(String prefix, int code) throws IOException {
    Store other =
        story().change(5, put -> put.setVersion(9)).change(9, put -> put.setVersion(9)).lease(3);
    Run run = diff(story(), other, "--prefix", prefix);
    assertEquals(code, run.code().code(), run.out() + run.err());
    assertFalse(run.out().contains("leases"), run.out());
  }

  @Test
  void compactionIsNoDifferenceWhereverItHappened() throws Exception {
    Path whole = story().write(folder.resolve("whole.db"));
    for (long at : new long[] {2, 5, 6, 10}) {
      Path compacted = folder.resolve("compacted-" + at + ".db");
      Run compact = Run.drydock("compact", whole, "--rev", at, "--out", compacted);
      assertEquals(ExitCode.OK, compact.code(), compact.err());
      assertEquals(ExitCode.OK, Run.drydock("diff", whole, compacted).code(), "at " + at);
      assertEquals(ExitCode.OK, Run.drydock("diff", compacted, whole).code(), "at " + at);
    }
  }

  /** A server was stopped between its two marks, or forgot to delete: nobody can read the rest. */
  @ParameterizedTest
  @CsvSource({"6, 0", "6, 3", "6, 6"})
  void recordsThatACompactionHasNotDroppedYetDoNotCount(long scheduled, long finished)
      throws IOException {
    Store half = story().mark(scheduled, finished).forget(2);
    assertEquals(ExitCode.OK, diff(story(), half).code());
    assertEquals(ExitCode.OK, diff(half, story()).code());
    assertEquals(ExitCode.OK, diff(half, story().mark(6, 6)).code());
    Store changed = half.copy().change(5, put -> put.setVersion(9));
    JsonNode answer = json(ExitCode.FINDINGS, half, changed);
    assertEquals(List.of("drifted /a version"), keys(answer));
    assertEquals(1, answer.at("/stores/differences").asLong());
  }

  @Test
  void withoutACommonRevisionNothingIsClaimed() throws IOException {
    Store ahead = story().put("/f", "1").put("/f", "2").mark(11, 11);
    Run run = diff(story(), ahead);
    assertEquals(ExitCode.FINDINGS, run.code());
    assertTrue(
        run.out().startsWith("no revision in common: B was compacted at 11, A ends at 10; "),
        run.out());
    JsonNode answer = json(ExitCode.FINDINGS, story(), ahead, "--newest");
    assertEquals(List.of("added /f"), keys(answer));
    assertFalse(answer.at("/stores/overlap").asBoolean());
  }

  @Test
  void theNewestOfEachTellWhatHappenedSince() throws IOException {
    Store later = story().put("/f", "1").delete("/d").put("/a", "3").put("/e", "1");
    JsonNode answer = json(ExitCode.FINDINGS, story(), later, "--newest");
    assertEquals(
        List.of(
            "changed /a value,mod_revision,version",
            "removed /d",
            "drifted /e mod_revision,version",
            "added /f"),
        keys(answer));
    assertTrue(answer.at("/stores/same").asBoolean());
    assertEquals("14", answer.at("/key_counts/second_at_revision").asText());
    assertEquals(ExitCode.OK, diff(story(), story(), "--newest").code());
  }

  @Test
  void briefStopsAtTheFirstAndTellsNoKeys() throws IOException {
    Store other = story().change(5, put -> put.setVersion(9)).change(9, put -> put.setVersion(9));
    JsonNode answer = json(ExitCode.FINDINGS, story(), other, "--brief");
    assertEquals(1, answer.at("/stores/differences").asLong());
    assertEquals("5_0", answer.at("/stores/first_divergent_revision").asText());
    assertTrue(answer.path("key_counts").isMissingNode());
    assertEquals(ExitCode.OK, diff(story(), story(), "--brief").code());
  }

  @Test
  void theLimitBoundsWhatIsShownAndNotWhatIsCounted() throws IOException {
    Store one = Store.empty();
    Store other = Store.empty();
    for (int i = 0; i < 60; i++) {
      one.put("/k/" + i, "1");
      other.put("/k/" + i, "2");
    }
    JsonNode usual = json(ExitCode.FINDINGS, one, other);
    assertEquals(40, usual.path("keys").size());
    assertEquals(60, usual.at("/key_counts/changed").asLong());
    assertEquals(60, json(ExitCode.FINDINGS, one, other, "--limit", "0").path("keys").size());
    assertTrue(diff(one, other, "--limit", "3").out().contains("(3 of 60 keys; --limit 0"));
  }

  @Test
  void leasesCountAtOneMomentOfTheLogOnly() throws IOException {
    Store one = story().applied(20).lease(1);
    Run sameMoment = diff(one, story().applied(20));
    assertEquals(ExitCode.FINDINGS, sameMoment.code());
    assertTrue(sameMoment.out().startsWith("different: leases\n"), sameMoment.out());
    assertEquals(ExitCode.OK, diff(one, story().applied(21)).code());
  }

  @Test
  void valuesAreShownOnRequestAndSecretsAreNot() throws IOException {
    Store one = Store.empty().put("/registry/secrets/default/x", "hidden").put("/v", "open");
    Store other = Store.empty().put("/registry/secrets/default/x", "h1dden").put("/v", "0pen");
    assertFalse(diff(one, other).out().contains("pen"));
    Run shown = diff(one, other, "--values");
    assertTrue(shown.out().contains("A: open") && shown.out().contains("B: 0pen"), shown.out());
    assertFalse(shown.out().contains("dden"), shown.out());
    assertFalse(diff(one, other, "--values", "-o", "json").out().contains("dden"));
    assertFalse(diff(one, other, "--values", "-o", "table").out().contains("dden"));
    assertTrue(diff(one, other, "--values", "--show-secrets").out().contains("h1dden"));
  }

  @Test
  void answersAsKept() throws IOException {
    Store other =
        story()
            .change(10, put -> put.setValue(ByteString.copyFrom(new byte[] {(byte) 0xff, '\n'})))
            .change(5, put -> put.setVersion(3).setLease(7))
            .forget(9)
            .forget(6)
            .lease(7);
    for (String form : List.of("text", "json", "jsonl", "table")) {
      Run run = diff(story().applied(20), other.applied(20), "-o", form, "--values");
      Golden.check("diff/changed." + form, run.out().replace(folder + "/", ""));
    }
    Golden.check("diff/same.txt", diff(story(), story()).out().replace(folder + "/", ""));
    String table = diff(story(), story(), "-o", "table").out();
    assertEquals("the same: 9 records up to revision 10\n", table);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.4.23", "3.5.16", "3.5.30", "3.6.14", "3.7.1"})
  void membersOfKeptClustersAreTheSame(String version) throws IOException {
    Path cluster = Kept.directory("etcd-" + version + "-cluster3");
    Run run = Run.drydock("diff", cluster.resolve("m1"), cluster.resolve("m3"), "-o", "json");
    assertEquals(ExitCode.OK, run.code(), run.out() + run.err());
    JsonNode answer = Json.read(run.out());
    assertTrue(answer.at("/logs/entries").asLong() > 300, run.out());
    answer.path("parts").forEach(part -> assertTrue(part.path("same").asBoolean(), run.out()));
  }

  @Test
  void oneDriftedRecordOfAKeptMemberIsFoundWithItsPlaces() throws Exception {
    Path cluster = Archive.unpack("etcd-3.6.14-cluster3", folder);
    Path odd = cluster.resolve("m3/member/snap/db");
    Store.of(odd).change(600, put -> put.setVersion(put.getVersion() + 1)).write(odd);
    Run run = Run.drydock("diff", cluster.resolve("m1"), cluster.resolve("m3"), "-o", "json");
    assertEquals(ExitCode.FINDINGS, run.code());
    JsonNode answer = Json.read(run.out());
    assertEquals("600_0", answer.at("/stores/first_divergent_revision").asText());
    assertEquals(1, answer.at("/stores/differences").asLong());
    assertEquals(odd.toString(), answer.at("/stores/second_at/file").asText());
    assertTrue(answer.at("/stores/second_at/offset").asLong() > 0);
    assertTrue(answer.at("/logs/same").asBoolean());
  }

  @Test
  void directoriesFilesAndPackedSnapshotsAreComparedInAnyMix() throws IOException {
    Path kept = Kept.directory("etcd-3.5.30-single");
    Path packed = folder.resolve("snapshot.db.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      Files.copy(kept.resolve("snapshot.db"), out);
    }
    List<Path> all =
        List.of(
            kept.resolve("data"),
            kept.resolve("data/member/snap/db"),
            kept.resolve("snapshot.db"),
            packed);
    for (Path one : all) {
      Run run = Run.drydock("diff", one, all.getFirst(), "--scratch", folder);
      assertEquals(ExitCode.OK, run.code(), one + ": " + run.out() + run.err());
    }
  }

  @Test
  void wrongUsageIsNamed() throws IOException {
    assertEquals(ExitCode.USAGE, Run.drydock("diff", folder).code());
    assertEquals(ExitCode.USAGE, diff(story(), story(), "--limit", "-1").code());
    assertEquals(ExitCode.USAGE, diff(story(), story(), "--brief", "--newest").code());
    Run gone = Run.drydock("diff", folder.resolve("one.db"), folder.resolve("gone.db"));
    assertEquals(ExitCode.IO, gone.code());
    assertTrue(gone.err().contains("gone.db: no such file or directory"), gone.err());
  }
}
