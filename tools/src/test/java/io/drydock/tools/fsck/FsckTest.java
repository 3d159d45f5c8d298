package io.drydock.tools.fsck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Archive;
import io.drydock.testdata.Json;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Golden;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code fsck} says of kept directories, sound ones and such that a test damages. */
class FsckTest {

  @TempDir Path folder;

  private String stable(String out) {
    return Kept.withoutPlace(out.replace(folder + "/", ""))
        .replaceAll("\"(total|usable)_bytes\": \\d+", "\"$1_bytes\": 1")
        .replaceAll("(\"file_system\": \\{\\s*\"type\": )\"[^\"]+\"", "$1\"a type\"");
  }

  static Stream<Path> soundDirectories() {
    Stream<Path> singles =
        Stream.of(
                "etcd-3.4.23-single",
                "etcd-3.5.16-single",
                "etcd-3.5.30-single",
                "etcd-3.6.14-single",
                "etcd-3.7.1-single",
                "etcd-3.7.1-upgraded-3.5.30-3.6.14",
                "prod-etcd-1")
            .map(name -> Kept.directory(name).resolve("data"));
    Stream<Path> clusters =
        Stream.of("3.4.23", "3.5.16", "3.5.30", "3.6.14", "3.7.1")
            .map(version -> Kept.directory("etcd-" + version + "-cluster3"))
            .flatMap(path -> Stream.of("m1", "m2", "m3").map(path::resolve));
    return Stream.concat(singles, clusters);
  }

  @Test
  void everyKeptDirectoryIsSoundAndWillStart() throws IOException {
    for (Path directory : soundDirectories().toList()) {
      Run run = Run.drydock("fsck", directory, "-o", "json");
      assertEquals(ExitCode.OK, run.code(), directory + ": " + run.out() + run.err());
      JsonNode member = Json.read(run.out()).at("/directories/0");
      String verdict = member.path("verdict").asText();
      boolean isAlarmed = codes(member).contains("ALARM-NOSPACE");
      assertEquals(isAlarmed ? "but" : "starts", verdict, directory + ": " + run.out());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "etcd-3.5.16-single, data",
    "etcd-3.7.1-cluster3, m2",
    "prod-etcd-1, data",
  })
  void answersAsKept(String archive, String member) throws IOException {
    Path data = Kept.directory(archive).resolve(member);
    Golden.check("fsck/" + archive + ".txt", stable(Run.drydock("fsck", data).out()));
    Run json = Run.drydock("fsck", data, "-o", "json");
    Golden.check("fsck/" + archive + ".json", stable(json.out()));
    String table = Run.drydock("fsck", data, "-o", "table").out();
    assertTrue(table.contains("| SEVERITY | CODE "), table);
  }

  private Damage copy(String archive, String member) throws IOException {
    return new Damage(Archive.unpack(archive, folder).resolve(member));
  }

  private Damage single() throws IOException {
    return copy("etcd-3.5.30-single", "data");
  }

  private JsonNode fsck(Path data, ExitCode expected, String... more) throws IOException {
    var words = Stream.concat(Stream.of("fsck", data, "-o", "json"), Stream.of(more)).toArray();
    Run run = Run.drydock(words);
    assertEquals(expected, run.code(), run.out() + run.err());
    return Json.read(run.out()).at("/directories/0");
  }

  private static List<String> codes(JsonNode member) {
    return StreamSupport.stream(member.path("findings").spliterator(), false)
        .map(finding -> finding.path("code").asText())
        .toList();
  }

  private static JsonNode finding(JsonNode member, String code) {
    return StreamSupport.stream(member.path("findings").spliterator(), false)
        .filter(finding -> finding.path("code").asText().equals(code))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + code + " in " + codes(member)));
  }

  @Test
  void damageOfWhatTheDatabaseHasAppliedLosesNothing() throws IOException {
    Damage damage = single();
    Path newest = damage.segments().getLast();
    var entries = Damage.frames(newest).stream().filter(one -> one.bytes() > 100).toList();
    Damage.flip(newest, entries.get(entries.size() / 2).offset() + 60);
    JsonNode member = fsck(data(damage), ExitCode.FINDINGS);
    assertEquals("refuses", member.path("verdict").asText());
    JsonNode found = finding(member, "WAL-CRC");
    assertEquals("no", found.path("lost").asText(), found.toString());
    assertTrue(found.path("lost_reason").asText().contains("the database has applied "));
    String next = found.path("next").toString();
    assertTrue(next.contains("drydock snapshot restore "), next);
    Golden.check("fsck/damaged.txt", stable(Run.drydock("fsck", data(damage)).out()));
  }

  /** It has an alarm, too, which nobody can disarm before it runs. */
  @Test
  void whatStopsTheStartComesFirstAndHasAWayOut() throws Exception {
    Damage damage = single();
    Damage.spoilStore(damage.snapshots().getLast());
    Run run = Run.drydock("fsck", data(damage), "-o", "json");
    JsonNode next = Json.read(run.out()).path("next");
    assertTrue(codes(fsck(data(damage), ExitCode.FINDINGS)).contains("ALARM-NOSPACE"), run.out());
    assertTrue(next.get(0).asText().startsWith("drydock snap show "), next.toString());
    assertTrue(next.get(1).asText().startsWith("drydock snapshot restore "), next.toString());
    assertFalse(next.toString().contains("etcdctl"), next.toString());
    String line = next.get(1).asText().substring("drydock ".length());
    Run restore = Run.drydock((Object[]) line.split(" "));
    assertEquals(ExitCode.OK, restore.code(), line + restore.err());
    fsck(Path.of(data(damage) + ".restored"), ExitCode.OK);
  }

  /** The killed follower's database lags behind its log by what it had not committed yet. */
  @Test
  void damageOfWhatOnlyTheLogHasMayLoseSomething() throws IOException {
    Damage damage = copy("etcd-3.5.30-cluster3", "m2");
    Path newest = damage.segments().getLast();
    JsonNode sound = fsck(data(damage), ExitCode.OK);
    long applied = sound.path("applied_index").asLong();
    assertTrue(sound.path("last_index").asLong() > applied, sound.toString());
    Damage.Frame last = damage.last();
    Damage.flip(newest, last.offset() + 12);
    JsonNode member = fsck(data(damage), ExitCode.FINDINGS);
    assertEquals("unknown", finding(member, "WAL-CRC").path("lost").asText());
    assertTrue(
        finding(member, "WAL-CRC").path("next").toString().contains("etcdctl member remove "));
  }

  @Test
  void aMissingDatabaseIsRebuiltFromAWholeLog() throws IOException {
    Damage damage = single();
    Files.delete(damage.db());
    JsonNode member = fsck(data(damage), ExitCode.FINDINGS);
    assertEquals("refuses", member.path("verdict").asText());
    JsonNode found = finding(member, "DB-MISSING");
    assertEquals("no", found.path("lost").asText());
    assertTrue(found.path("next").toString().contains("find "), found.toString());
    for (Path snapshot : damage.snapshots()) {
      Files.delete(snapshot);
    }
    JsonNode without = fsck(data(damage), ExitCode.FINDINGS);
    assertEquals("but", without.path("verdict").asText(), "up to 3.6 the log is applied again");
    assertEquals(
        "refuses",
        fsck(data(damage), ExitCode.FINDINGS, "--etcd-version", "3.7").path("verdict").asText());
  }

  @ParameterizedTest
  @CsvSource({
    "etcd-3.6.14-single, data, but, SNAP-CRC",
    "etcd-3.7.1-single, data, starts, SNAP-CRC",
  })
  void rottenRaftSnapshotsMatterOnlyToThoseThatReadThem(
      String archive, String name, String verdict, String code) throws IOException {
    Damage damage = copy(archive, name);
    for (Path snapshot : damage.snapshots()) {
      damage.flipSnapshot(snapshot);
    }
    JsonNode found = finding(fsck(data(damage), ExitCode.FINDINGS), code);
    assertEquals(verdict, found.path("start").asText());
    Files.delete(damage.segments().getFirst());
    JsonNode member = fsck(data(damage), ExitCode.FINDINGS);
    boolean isRead = verdict.equals("but");
    assertEquals(isRead, codes(member).contains("SNAP-NONE-USABLE"), codes(member).toString());
    assertEquals(isRead, member.path("verdict").asText().equals("refuses"));
  }

  @Test
  void leftoversOfTheV2ApiAreJudgedForTheReleaseThatIsAskedFor() throws IOException {
    Path data = Kept.directory("etcd-3.5.30-single").resolve("data");
    JsonNode own = fsck(data, ExitCode.OK);
    assertEquals("starts", finding(own, "V2-CONTENT").path("start").asText());
    JsonNode next = fsck(data, ExitCode.FINDINGS, "--etcd-version", "3.6");
    assertEquals("refuses", finding(next, "V2-CONTENT").path("start").asText());
    assertEquals("refuses", finding(next, "V2-REQUESTS").path("start").asText());
    assertEquals("error", finding(next, "V2-REQUESTS").path("severity").asText());
  }

  @Test
  void aDatabaseOfAnotherMomentIsTold() throws IOException {
    Damage damage = single();
    damage.setConsistentIndex(5);
    JsonNode member = fsck(data(damage), ExitCode.FINDINGS);
    assertEquals("refuses", finding(member, "DB-BEHIND-SNAPSHOT").path("start").asText());
    assertTrue(codes(member).contains("DB-TERM"), codes(member).toString());
    damage.setConsistentIndex(5_000_000);
    member = fsck(data(damage), ExitCode.FINDINGS);
    assertEquals("but", finding(member, "DB-AHEAD-OF-LOG").path("start").asText());
    assertEquals("unknown", finding(member, "DB-AHEAD-OF-LOG").path("lost").asText());
  }

  @Test
  void aLogOfAnotherMemberIsTold() throws IOException {
    Damage first = copy("etcd-3.6.14-cluster3", "m1");
    Path other = Kept.directory("etcd-3.6.14-single").resolve("data/member/wal");
    for (Path segment : first.segments()) {
      Files.delete(segment);
    }
    try (Stream<Path> segments = Files.list(other)) {
      for (Path segment : segments.toList()) {
        Files.copy(segment, data(first).resolve("member/wal").resolve(segment.getFileName()));
      }
    }
    assertTrue(codes(fsck(data(first), ExitCode.FINDINGS)).contains("MEMBER-SELF-UNKNOWN"));
  }

  @Test
  void openPermissionsAndAnExceededQuotaAreWarnings() throws IOException {
    Damage damage = single();
    Files.setPosixFilePermissions(
        data(damage).resolve("member/snap"), PosixFilePermissions.fromString("rwxr-xr-x"));
    JsonNode member = fsck(data(damage), ExitCode.OK, "--quota-backend-bytes", "100000");
    assertTrue(finding(member, "FS-MODE").path("message").asText().contains("0755"));
    assertEquals("but", finding(member, "DB-QUOTA").path("start").asText());
  }

  @Test
  void leftoversAreNotes() throws IOException {
    Damage damage = single();
    Path snap = data(damage).resolve("member/snap");
    Files.write(snap.resolve("tmp123"), new byte[1]);
    Files.write(snap.resolve("db.tmp.9"), new byte[1]);
    Files.write(snap.resolve("00000000000003ed.snap.db"), new byte[1]);
    Files.createDirectory(data(damage).resolve("member/wal.tmp"));
    Files.write(data(damage).resolve("member/wal/notes"), new byte[1]);
    List<String> codes = codes(fsck(data(damage), ExitCode.OK));
    assertTrue(
        codes.containsAll(List.of("SNAP-LEFTOVER", "SNAP-RECEIVED", "DIR-LEFTOVER", "WAL-FOREIGN")),
        codes.toString());
  }

  @Test
  void readingLeavesTheDirectoryAsItIs() throws IOException {
    Damage damage = single();
    Path newest = damage.segments().getLast();
    Damage.flip(newest, damage.last().offset() + 12);
    String before = listing(data(damage));
    fsck(data(damage), ExitCode.FINDINGS);
    assertEquals(before, listing(data(damage)));
  }

  private static String listing(Path data) throws IOException {
    var text = new StringBuilder();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted().toList()) {
        text.append(file)
            .append(' ')
            .append(Files.size(file))
            .append(' ')
            .append(Files.getLastModifiedTime(file))
            .append('\n');
      }
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere", ""})
  void whatIsNoDirectoryIsRefused(String name) {
    Run run = Run.drydock("fsck", folder.resolve(name));
    assertEquals(ExitCode.IO, run.code(), run.err());
    assertFalse(run.err().isEmpty());
  }

  @Test
  void wrongUsageIsNamed() {
    assertEquals("drydock: fsck: a data directory is missing\n", Run.drydock("fsck").err());
    assertEquals(ExitCode.USAGE, Run.drydock("fsck").code());
    assertEquals(ExitCode.USAGE, Run.drydock("fsck", folder, "--etcd-version", "3.3").code());
    assertEquals(ExitCode.USAGE, Run.drydock("fsck", folder, folder, "--wal-dir", folder).code());
    assertEquals(ExitCode.USAGE, Run.drydock("fsck", folder, "--quota-backend-bytes", "0").code());
  }

  private static Path data(Damage damage) {
    return damage.data();
  }
}
