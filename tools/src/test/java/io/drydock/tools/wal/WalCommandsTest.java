package io.drydock.tools.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WalCommandsTest {

  private static final String FIRST = "0000000000000000-0000000000000000.wal";
  private static final String SECOND = "0000000000000001-0000000000000045.wal";

  @TempDir private static Path folder;
  private static Path data;

  @BeforeAll
  static void unpack() throws IOException {
    data = new KeptLogs(folder).data("etcd-3.6.14-single", "data");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ls", "dump", "stats", "verify"})
  void aMissingDirectoryIsAnIoError(String verb) {
    Run run = Run.drydock("wal", verb, folder.resolve("nowhere"));
    assertEquals(ExitCode.IO, run.code());
    assertEquals("", run.out());
    assertEquals(
        "drydock: " + folder.resolve("nowhere") + ": no such file or directory\n", run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ls", "dump", "stats", "verify"})
  void aDirectoryWithoutAWalIsAnIoError(String verb) throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Run run = Run.drydock("wal", verb, empty);
    assertEquals(ExitCode.IO, run.code());
    assertTrue(run.err().startsWith("drydock: " + empty + ": no WAL here"), run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ls", "dump", "stats", "verify"})
  void theDirectoryMustBeNamed(String verb) {
    Run run = Run.drydock("wal", verb);
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("DIR"), run.err());
  }

  @Test
  void aFileIsNoDirectory() {
    Path file = data.resolve("member/wal").resolve(FIRST);
    Run run = Run.drydock("wal", "ls", file);
    assertEquals(ExitCode.IO, run.code());
    assertTrue(run.err().contains("not a directory"), run.err());
  }

  @Test
  void theWalIsFoundFromEachFolderAboveIt() {
    String expected = ls(data);
    assertEquals(expected, ls(data.resolve("member")));
    assertEquals(expected, ls(data.resolve("member/wal")));
    assertEquals(expected, ls(folder, "--wal-dir", data.resolve("member/wal")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--kind|entri|expected one of metadata, entry, state, crc, snapshot, unknown",
        "--request|puts|expected one of no_op, range, put,",
        "--index|5:3|expected A, A:B, A: or :B with numbers A <= B",
        "--term|x|expected A, A:B, A: or :B with numbers A <= B",
        "--rev|:|expected A, A:B, A: or :B with numbers A <= B",
        "--lease|xyz|expected 1 to 16 hex digits",
        "--tail|-1|expected 0 or more",
        "--limit|-1|expected 0 or more",
        "--value-bytes|-1|expected 0 or more",
        "--from|0.tmp|expected the name of a segment, *.wal",
        "--from|/|expected the name of a segment, *.wal",
      })
  void aSenselessOptionIsNamed(String option, String value, String expected) {
    Run run = Run.drydock("wal", "dump", data, option, value);
    assertEquals(ExitCode.USAGE, run.code());
    assertEquals("", run.out());
    assertTrue(run.err().startsWith("drydock: " + option + " " + value + ": "), run.err());
    assertTrue(run.err().contains(expected), run.err());
  }

  @Test
  void keyAndPrefixExcludeEachOther() {
    Run run = Run.drydock("wal", "dump", data, "--key", "a", "--prefix", "b");
    assertEquals(ExitCode.USAGE, run.code());
    assertEquals("drydock: --key and --prefix: expected one of them\n", run.err());
  }

  @Test
  void hexKeysMustBeHex() {
    Run run = Run.drydock("wal", "dump", data, "--key", "0g", "--hex-key");
    assertEquals(ExitCode.USAGE, run.code());
    assertEquals("drydock: --key 0g: expected pairs of hex digits (--hex-key)\n", run.err());
  }

  @Test
  void aSegmentThatIsNotThereIsAnIoError() {
    Run run = Run.drydock("wal", "dump", data, "--from", "0000000000000007-0000000000000045.wal");
    assertEquals(ExitCode.IO, run.code());
    assertTrue(
        run.err().contains("0000000000000007-0000000000000045.wal: no such file"), run.err());
  }

  @Test
  void statsRefuseNegativeNumbers() {
    assertEquals(ExitCode.USAGE, Run.drydock("wal", "stats", data, "--depth", "-1").code());
    assertEquals(ExitCode.USAGE, Run.drydock("wal", "stats", data, "--top", "-1").code());
  }

  @Test
  void limitAndTailBoundTheRows() {
    List<String> all = rows();
    assertEquals(3091, all.size());
    assertEquals(all.subList(0, 5), rows("--limit", "5"));
    assertEquals(all.subList(3081, 3091), rows("--tail", "10"));
    assertEquals(all.subList(3081, 3084), rows("--tail", "10", "--limit", "3"));
    assertEquals(List.of(), rows("--limit", "0"));
    assertEquals(List.of(), rows("--tail", "0"));
  }

  @Test
  void fromBeginsWithASegment() {
    List<String> rows = rows("--from", SECOND);
    assertEquals(rows().subList(138, 3091), rows);
    assertTrue(rows.getFirst().contains(SECOND + "\",\"offset\":0,"), rows.getFirst());
  }

  @Test
  void rangesPickEntries() {
    assertEquals(List.of("1538", "1539"), indexes(rows("--index", "1538:")));
    assertEquals(List.of("1", "2"), indexes(rows("--index", ":2")));
    assertEquals(List.of("77"), indexes(rows("--index", "77")));
    assertEquals(15, rows("--term", "3").size());
    assertEquals(List.of("1"), indexes(rows("--term", "1")));
  }

  @Test
  void keysPickWhatConcernsThem() {
    assertTrue(rows("--key", "/fill").stream().allMatch(row -> row.contains("\"/fill\"")));
    assertEquals(67, rows("--key", "/fill").size());
    assertEquals(67, rows("--key", "2f66696c6c", "--hex-key").size());
    List<String> below = rows("--prefix", "/app/a/01");
    assertEquals(
        below.size(),
        IntStream.range(10, 20)
            .mapToObj(i -> rows("--key", "/app/a/0" + i))
            .flatMap(List::stream)
            .distinct()
            .count());
  }

  @Test
  void leasesPickWhatNamesThem() {
    String granted = rows("--request", "lease_grant", "--limit", "1").getFirst();
    String lease = granted.split("\"lease_grant\":\\{\"id\":\"")[1].split("\"")[0];
    List<String> rows = rows("--lease", lease);
    assertEquals(granted, rows.getFirst());
    assertTrue(rows.stream().allMatch(row -> row.contains(lease)), lease);
  }

  @Test
  void revisionsPickWhatNamesThem() {
    List<String> rows = rows("--rev", "1:100");
    assertTrue(rows.stream().anyMatch(row -> row.contains("\"compaction\":{\"revision\":\"68\"")));
    assertTrue(rows.stream().allMatch(row -> row.contains("revision\":\"")), rows.toString());
  }

  @Test
  void kindsPickRecords() {
    assertEquals(2, rows("--kind", "crc").size());
    assertEquals(4, rows("--kind", "crc,metadata").size());
    assertEquals(1539, rows("--kind", "entry").size());
    assertEquals(List.of(), rows("--kind", "state", "--request", "put"));
  }

  private static String ls(Object... args) {
    List<Object> words = new ArrayList<>(List.of("wal", "ls"));
    words.addAll(Arrays.asList(args));
    Run run = Run.drydock(words.toArray());
    assertEquals(ExitCode.OK, run.code(), run.err());
    return run.out();
  }

  /** The rows as JSON lines, without the summary. */
  private static List<String> rows(Object... args) {
    List<Object> words = new ArrayList<>(List.of("wal", "dump", data, "-o", "jsonl"));
    words.addAll(Arrays.asList(args));
    Run run = Run.drydock(words.toArray());
    assertEquals(ExitCode.OK, run.code(), run.err());
    List<String> lines = run.out().lines().toList();
    assertTrue(lines.getLast().startsWith("{\"schema\":\"wal.dump/1\",\"summary\":true,"));
    return lines.subList(0, lines.size() - 1);
  }

  private static List<String> indexes(List<String> rows) {
    return rows.stream().map(row -> row.split("\"index\":\"")[1].split("\"")[0]).toList();
  }
}
