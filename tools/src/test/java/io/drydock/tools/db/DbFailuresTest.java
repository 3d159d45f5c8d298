package io.drydock.tools.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Json;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DbFailuresTest {

  private static final String SINGLE = "etcd-3.6.14-single";
  private static final int PAGE_BYTES = 4096;
  private static final int CHECKSUM_AT = 72;

  @TempDir Path folder;

  private static Path single() {
    return Kept.directory(SINGLE).resolve("data");
  }

  /** The database of the single member, cut at its high-water mark. */
  private byte[] database() throws IOException {
    byte[] whole = Files.readAllBytes(single().resolve("member/snap/db"));
    return Arrays.copyOf(whole, 224 * PAGE_BYTES);
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("db"), content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status", "buckets", "ls", "du", "check", "hashkv", "alarms", "leases", "users", "members"
      })
  void aMissingFileIsAnInputError(String verb) {
    Run run = Run.drydock("db", verb, folder.resolve("none"));
    assertEquals(ExitCode.IO, run.code());
    assertEquals("drydock: " + folder + "/none: no such file or directory\n", run.err());
    assertEquals("", run.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "history"})
  void aMissingFileIsAnInputErrorForOneKeyToo(String verb) {
    assertEquals(ExitCode.IO, Run.drydock("db", verb, folder.resolve("none"), "k").code());
  }

  @Test
  void aFolderWithoutADatabaseIsNamed() {
    Run run = Run.drydock("db", "status", folder);
    assertEquals(ExitCode.IO, run.code());
    assertTrue(run.err().contains(folder + ": no database here"), run.err());
  }

  @Test
  void aFileOfAnotherKindIsAFinding() throws IOException {
    Path wal = single().resolve("member/wal/0000000000000000-0000000000000000.wal");
    Run run = Run.drydock("db", "status", wal);
    assertEquals(ExitCode.FINDINGS, run.code());
    assertTrue(run.out().contains("not a bbolt file"), run.out());
    assertEquals(ExitCode.FINDINGS, Run.drydock("db", "ls", wal).code());
    assertTrue(Run.drydock("db", "ls", wal).err().contains("not a bbolt file"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, check, text, the file is empty",
    "0, status, json, the file is empty",
    "65536, check, json, the file is nothing but zeros",
    "65536, check, jsonl, the file is nothing but zeros",
    "65536, check, table, the file is nothing but zeros",
    "65536, status, text, the file is nothing but zeros",
    "65536, status, json, the file is nothing but zeros",
  })
  void aFileThatCannotBeOpenedIsAFindingInEveryForm(
      int bytes, String verb, String form, String problem) throws IOException {
    Run run = Run.drydock("db", verb, file(new byte[bytes]), "-o", form);
    assertEquals(ExitCode.FINDINGS, run.code());
    assertTrue(run.out().contains(problem), run.out() + run.err());
    assertTrue(run.out().contains("damaged") || form.equals("table"), run.out());
    assertEquals("", run.err());
    if (form.startsWith("json")) {
      var json = Json.read(run.out());
      assertEquals("db." + verb + "/1", json.path("schema").asText());
      assertEquals("damaged", json.path("verdict").asText());
      assertEquals(problem, json.at("/findings/0/message").asText());
    }
  }

  @Test
  void anEmptyFileHasNoKeys() throws IOException {
    Run run = Run.drydock("db", "ls", file(new byte[0]));
    assertEquals(ExitCode.FINDINGS, run.code());
    assertTrue(run.err().startsWith("drydock: the file is empty at "), run.err());
  }

  @Test
  void twoBadMetasAreAFinding() throws IOException {
    byte[] content = database();
    content[CHECKSUM_AT]++;
    content[PAGE_BYTES + CHECKSUM_AT]++;
    Run run = Run.drydock("db", "status", file(content));
    assertEquals(ExitCode.FINDINGS, run.code());
    assertTrue(run.out().contains("both of its metas are bad"), run.out());
  }

  @Test
  void oneBadMetaIsAWarning() throws IOException {
    byte[] content = database();
    content[PAGE_BYTES + CHECKSUM_AT]++;
    Run run = Run.drydock("db", "status", file(content));
    assertEquals(ExitCode.OK, run.code());
    assertTrue(run.out().contains("BOLT-META"), run.out());
    Run check = Run.drydock("db", "check", folder.resolve("db"));
    assertEquals(ExitCode.OK, check.code());
    assertTrue(check.out().contains("no damage: 0 errors and 1 warning"), check.out());
  }

  @Test
  void aFileCutShortKeepsWhatItsMetasSay() throws IOException {
    Run run = Run.drydock("db", "status", file(Arrays.copyOf(database(), 100 * PAGE_BYTES)));
    assertEquals(ExitCode.FINDINGS, run.code());
    assertTrue(run.out().contains("BOLT-TRUNCATED"), run.out());
    assertTrue(run.out().contains("size"), run.out());
    Run check = Run.drydock("db", "check", folder.resolve("db"), "-o", "json");
    assertEquals(ExitCode.FINDINGS, check.code());
    assertTrue(check.out().contains("\"verdict\": \"damaged\""), check.out());
  }

  @Test
  void aZeroedPageIsFoundWithItsPlace() throws IOException {
    byte[] content = database();
    int leaf = firstLeafOfManyElements(content);
    Arrays.fill(content, leaf, leaf + PAGE_BYTES, (byte) 0);
    String place = folder.resolve("db") + ":0x" + Integer.toHexString(leaf);
    Run check = Run.drydock("db", "check", file(content));
    assertEquals(ExitCode.FINDINGS, check.code());
    assertTrue(check.out().contains(place), check.out());
    Run status = Run.drydock("db", "status", folder.resolve("db"));
    assertEquals(ExitCode.FINDINGS, status.code());
    assertTrue(status.out().contains("DB-DAMAGED"), status.out());
    Run ls = Run.drydock("db", "ls", folder.resolve("db"));
    assertEquals(ExitCode.FINDINGS, ls.code());
    assertTrue(ls.err().contains(place), ls.err());
  }

  @Test
  void aSnapshotFileThatWasChangedIsFound() throws IOException {
    byte[] content = Files.readAllBytes(Kept.directory(SINGLE).resolve("snapshot.db"));
    int free = lastZeroByte(content);
    content[free] = 1;
    Run status = Run.drydock("db", "status", file(content));
    assertEquals(ExitCode.FINDINGS, status.code());
    assertTrue(status.out().contains("SNAPSHOT-SHA"), status.out());
    Run check = Run.drydock("db", "check", folder.resolve("db"));
    assertEquals(ExitCode.FINDINGS, check.code());
    assertTrue(check.out().contains("damaged: 1 error and 0 warnings"), check.out());
  }

  @ParameterizedTest
  @CsvSource({
    "10, the file ends in the middle of its checksum: 22 of 32 bytes are there",
    "-1, 'the file ends 33 bytes behind its last whole page: it was cut, or is not finished'",
  })
  void aSnapshotFileWithoutAllOfItsEndIsNotSound(int missing, String sentence) throws IOException {
    byte[] content = Files.readAllBytes(Kept.directory(SINGLE).resolve("snapshot.db"));
    Path cut = file(Arrays.copyOf(content, content.length - missing));
    Run check = Run.drydock("db", "check", cut);
    assertEquals(ExitCode.FINDINGS, check.code());
    assertTrue(check.out().contains("SNAPSHOT-CUT"), check.out());
    assertTrue(check.out().contains(sentence), check.out());
    Run status = Run.drydock("db", "status", "-o", "json", cut);
    assertEquals(ExitCode.FINDINGS, status.code());
    assertTrue(status.out().contains("\"trailer\": \"cut\""), status.out());
  }

  /** In a page that nothing looks at: the last one is free or padded. */
  private static int lastZeroByte(byte[] content) {
    int at = content.length - 33;
    while (content[at] != 0) {
      at--;
    }
    return at;
  }

  /** A page in use: only those of bucket key have so many elements. */
  private static int firstLeafOfManyElements(byte[] content) {
    for (int page = content.length - PAGE_BYTES; page > 0; page -= PAGE_BYTES) {
      int id = content[page] & 0xff | (content[page + 1] & 0xff) << 8;
      boolean isRevision = content[page + 16 + 8] == 17;
      if (id * PAGE_BYTES == page && content[page + 8] == 2 && isRevision) {
        return page;
      }
    }
    throw new AssertionError("no leaf");
  }

  @ParameterizedTest
  @CsvSource({
    "ls --rev -1, --rev -1",
    "ls --limit 0, --limit 0",
    "ls --keys-only --values, mutually exclusive",
    "ls --rev x, --rev x: not a number",
    "ls --keys-only --values, drydock: --keys-only",
    "status --wal-dir, unknown argument --wal-dir",
    "get k --hex-key, --hex-key",
    "get '', KEY",
    "get, KEY",
    "history, KEY",
    "history k --last 0, --last 0",
    "du --depth -1, --depth -1",
    "du --limit -1, --limit -1",
    "du --top -1, --top -1",
    "du --sort size, --sort size: expected one of",
    "hashkv --rev -3, --rev -3",
    "hashkv --by-prefix -1, --by-prefix -1",
    "status -o xml, --output",
    "status one two, two",
  })
  void aWrongCommandLineIsAUsageError(String command, String named) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.replaceAll(word -> word.equals("''") ? "" : word);
    words.add(1, single().toString());
    words.addFirst("db");
    Run run = Run.drydock(words.toArray());
    assertEquals(ExitCode.USAGE, run.code(), run.err());
    assertTrue(run.err().contains(named), run.err());
    assertEquals("", run.out());
  }

  @ParameterizedTest
  @CsvSource({
    "1310, has been compacted away",
    "1320, is in the future",
  })
  void aRevisionThatCannotBeReadIsAFinding(String revision, String why) {
    for (String verb : List.of("ls", "hashkv", "du")) {
      Run run = Run.drydock("db", verb, single(), "--rev", revision);
      assertEquals(ExitCode.FINDINGS, run.code());
      assertEquals(
          "drydock: revision " + revision + " " + why + ": revisions 1311 to 1319 can be read\n",
          run.err());
    }
  }

  @Test
  void aKeyThatIsNotThereIsAFindingWithItsReason() {
    Run never = Run.drydock("db", "get", single(), "no-such-key");
    assertEquals(ExitCode.FINDINGS, never.code());
    assertEquals("drydock: key no-such-key is not there at revision 1319\n", never.err());
    Run deleted = Run.drydock("db", "get", single(), "t2");
    assertEquals(ExitCode.FINDINGS, deleted.code());
    assertTrue(deleted.err().contains("it was deleted at revision 1311"), deleted.err());
    assertEquals(ExitCode.FINDINGS, Run.drydock("db", "history", single(), "no-such-key").code());
  }
}
