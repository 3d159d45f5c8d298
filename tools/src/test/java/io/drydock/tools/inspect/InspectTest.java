package io.drydock.tools.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Archive;
import io.drydock.testdata.Directories;
import io.drydock.testdata.Json;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Golden;
import io.drydock.tools.Kept;
import io.drydock.tools.Main;
import io.drydock.tools.Run;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.source.Commits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code inspect} says of real directories, whole and in parts. */
class InspectTest {

  private static final String SINGLE = "etcd-3.5.30-single";

  @TempDir Path folder;

  private Run inspect(List<Path> members, String... more) {
    return Run.drydock(
        Stream.of(Stream.of("inspect"), members.stream(), Stream.of(more))
            .flatMap(words -> words)
            .toArray());
  }

  /** The width of the columns depends on the length of the paths. */
  private String stable(String out) {
    return out.replace(folder.toString(), "/tmp")
        .replaceAll(" {2,}", "  ")
        .replaceAll(" +(?=\n)", "");
  }

  @ParameterizedTest
  @CsvSource({
    "etcd-3.4.23-single, data",
    "etcd-3.5.16-cluster3, m1 m2 m3",
    "etcd-3.6.14-cluster3, m1 m2 m3",
    "prod-etcd-1, data",
  })
  void answersAsKept(String archive, String members) throws IOException {
    Path unpacked = Archive.unpack(archive, folder);
    List<Path> paths = Stream.of(members.split(" ")).map(unpacked::resolve).toList();
    Run text = inspect(paths);
    assertEquals(ExitCode.OK, text.code(), text.out() + text.err());
    Golden.check("inspect/" + archive + ".txt", stable(text.out()));
    Run json = inspect(paths, "-o", "json");
    assertEquals(ExitCode.OK, json.code(), json.err());
    Golden.check("inspect/" + archive + ".json", json.out().replace(folder.toString(), "/tmp"));
  }

  @Test
  void membersOfDifferentClustersAreADifference() {
    List<Path> paths =
        Stream.of(SINGLE, "etcd-3.6.14-single")
            .map(Kept::directory)
            .map(InspectTest::data)
            .toList();
    Run run = inspect(paths);
    assertEquals(ExitCode.FINDINGS, run.code(), run.out());
    assertTrue(run.out().contains("not the same at the same entry: cluster"), run.out());
    assertTrue(inspect(paths, "-o", "json").out().contains("\"differences\": [\n    \"cluster\""));
  }

  private static Path data(Path unpacked) {
    return unpacked.resolve("data");
  }

  @Test
  void aMemberThatIsBehindIsNoDifference() throws IOException {
    Path unpacked = Archive.unpack("etcd-3.6.14-cluster3", folder);
    Path old = Archive.unpack(SINGLE, folder).resolve("data/member/snap/db");
    Path db = unpacked.resolve("m2/member/snap/db");
    Files.copy(old, db, StandardCopyOption.REPLACE_EXISTING);
    Run run = inspect(List.of(unpacked.resolve("m1"), unpacked.resolve("m2")), "-o", "json");
    assertTrue(run.out().contains("\"differences\": [ ]"), run.out());
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 64, 80, 100})
  void noLineOfFactsIsWiderThanTheTerminal(int columns) {
    Path unpacked = Kept.directory("etcd-3.6.14-cluster3");
    var out = new ByteArrayOutputStream();
    var terminal = new Terminal(out, OutputStream.nullOutputStream(), true, false, columns);
    String[] words = {"inspect", "m1", "m2", "m3", "--no-color"};
    for (int i = 1; i <= 3; i++) {
      words[i] = unpacked.resolve(words[i]).toString();
    }
    Main.run(terminal, words);
    String tooWide =
        out.toString(StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.length() > columns)
            .filter(line -> line.strip().contains(" ")) // one word cannot be broken
            .collect(Collectors.joining("\n"));
    assertEquals("", tooWide);
  }

  @Test
  void whatIsNotThereIsNamed() {
    Run run = inspect(List.of(folder.resolve("nowhere")));
    assertEquals(ExitCode.IO, run.code());
    assertEquals(
        "drydock: " + folder.resolve("nowhere") + ": no such file or directory\n", run.err());
  }

  @Test
  void aFolderOfAnotherKindIsRefused() {
    Run run = inspect(List.of(folder));
    assertEquals(ExitCode.IO, run.code());
    assertTrue(run.err().contains(folder + " is no etcd data directory"), run.err());
  }

  @Test
  void aLogFolderGoesWithOneMember() {
    Run run = inspect(List.of(folder, folder), "--wal-dir", folder.toString());
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("goes with one DIR only"), run.err());
  }

  @ParameterizedTest
  @CsvSource({
    "member/snap/db, DB-MISSING, log",
    "member/wal, LOG-MISSING, database",
    "member/snap, SNAP-MISSING, log",
  })
  void aMissingPartIsAFindingAndTheRestIsRead(String part, String code, String rest)
      throws IOException {
    Path data = Archive.unpack(SINGLE, folder).resolve("data");
    Directories.delete(data.resolve(part));
    Run run = inspect(List.of(data));
    assertEquals(ExitCode.FINDINGS, run.code(), run.err());
    assertTrue(run.out().contains(code), run.out());
    assertTrue(run.out().contains("\n " + rest + " "), run.out());
  }

  @Test
  void theLogMayLieElsewhere() throws IOException {
    Path data = Archive.unpack(SINGLE, folder).resolve("data");
    Path wal = Files.move(data.resolve("member/wal"), folder.resolve("fast-disk"));
    Run run = inspect(List.of(data), "--wal-dir", wal.toString());
    assertEquals(ExitCode.OK, run.code(), run.out());
    assertTrue(run.out().contains("segments"), run.out());
  }

  @ParameterizedTest
  @CsvSource({"member/snap/db, DB-DAMAGED", "member/snap/SNAP, SNAP-", "member/wal/WAL, LOG-"})
  void damageIsAFindingWithItsPlace(String part, String code) throws IOException {
    Path data = Archive.unpack(SINGLE, folder).resolve("data");
    Path file = newest(data, part);
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 0, Math.min(bytes.length, 16384), (byte) 0x5a);
    Files.write(file, bytes);
    Run run = inspect(List.of(data), "-o", "json");
    assertEquals(ExitCode.FINDINGS, run.code(), run.err());
    assertTrue(run.out().contains("\"code\": \"" + code), run.out());
    assertTrue(run.out().contains("\"file\": \"" + file), run.out());
    assertTrue(run.out().contains("\"sound\": false"), run.out());
  }

  @Test
  void aSnapshotOfAWrongChecksumIsNotTheNewest() throws IOException {
    Path data = Archive.unpack(SINGLE, folder).resolve("data");
    Path file = newest(data, "member/snap/SNAP");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    Run run = inspect(List.of(data), "-o", "json");
    assertEquals(ExitCode.FINDINGS, run.code(), run.err());
    assertTrue(run.out().contains("\"code\": \"SNAP-CRC\""), run.out());
    assertTrue(run.out().contains("\"newest_index\": \"804\""), run.out());
    assertTrue(run.out().contains("\"code\": \"SNAP-BEHIND-LOG\""), run.out());
  }

  private static Path newest(Path data, String part) throws IOException {
    Path folder = data.resolve(part).getParent();
    String suffix = part.endsWith("db") ? "db" : part.endsWith("WAL") ? ".wal" : ".snap";
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(suffix))
          .sorted()
          .reduce((first, second) -> second)
          .orElseThrow();
    }
  }

  /** What stands beside the database is told, and the member that can be read. */
  @Test
  void aDatabaseThatChangesHidesNothingElse() throws Exception {
    Path data = folder.resolve("data");
    Directories.copy(Kept.directory(SINGLE).resolve("data"), data);
    Path db = data.resolve("member/snap/db");
    Path still = Kept.directory("etcd-3.7.1-single").resolve("data");
    var isOver = new AtomicBoolean();
    try (var server = Executors.newSingleThreadExecutor()) {
      Future<Integer> commits = server.submit(() -> commit(db, isOver));
      Run run;
      try {
        do {
          run = inspect(List.of(data, still), "-o", "json");
        } while (run.code() != ExitCode.CHANGING);
      } finally {
        isOver.set(true);
      }
      assertTrue(commits.get() > 0);
      assertTrue(run.err().contains("changing under the reader"), run.err());
      JsonNode told = Json.read(run.out());
      assertTrue(told.at("/changing/0").asText().startsWith(db + ": "), run.out());
      assertTrue(told.at("/members/0/backend").isMissingNode(), run.out());
      assertEquals(2, told.at("/members/0/log/segments").asInt(), run.out());
      assertTrue(told.at("/members/1/backend/revision").asInt() > 1, run.out());
      assertFalse(told.path("sound").asBoolean(true));
    }
  }

  private static int commit(Path db, AtomicBoolean isOver) throws Exception {
    int commits = 0;
    while (!isOver.get()) {
      Commits.next(db);
      commits++;
    }
    return commits;
  }
}
