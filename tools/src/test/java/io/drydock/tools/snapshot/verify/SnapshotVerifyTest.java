package io.drydock.tools.snapshot.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.HashKv;
import io.drydock.testdata.Json;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Golden;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotVerifyTest {

  private static final String SINGLE = "etcd-3.5.30-single";
  private static final int PAGE_BYTES = 4096;

  @TempDir Path folder;

  private static Path snapshot(String archive) {
    return Kept.directory(archive).resolve("snapshot.db");
  }

  private static byte[] bytes() throws IOException {
    return Files.readAllBytes(snapshot(SINGLE));
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("snapshot.db"), content);
  }

  private static JsonNode verdict(Path file, Object... more) throws IOException {
    Object[] words = {"snapshot", "verify", file, "-o", "json"};
    Object[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return Json.read(Run.drydock(all).out()).path("files").path(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "etcd-3.4.23-single",
        "etcd-3.5.16-single",
        "etcd-3.5.30-single",
        "etcd-3.6.14-single",
        "etcd-3.7.1-single"
      })
  void whatRealEtcdSavedIsProven(String archive) throws IOException {
    Run run = Run.drydock("snapshot", "verify", snapshot(archive));
    assertEquals(ExitCode.OK, run.code(), run.out());
    JsonNode verdict = verdict(snapshot(archive));
    assertEquals("proven", verdict.path("verdict").asText());
    HashKv expected = HashKv.of(Kept.expected(archive).json("hashkv").path(0).path("HashKV"));
    if (expected.compactRevision() == verdict.path("hash_kv_compact_revision").asLong()) {
      assertEquals(Long.toHexString(expected.hash()), verdict.path("hash_kv").asText(), archive);
    }
  }

  @Test
  void answersAsKept() throws IOException {
    for (String verb : new String[] {"verify", "status"}) {
      for (String form : new String[] {"text", "json"}) {
        Run run = Run.drydock("snapshot", verb, snapshot("etcd-3.6.14-single"), "-o", form);
        assertEquals(ExitCode.OK, run.code(), run.err());
        Golden.check("snapshot/" + verb + "-3.6." + form, Kept.withoutPlace(run.out()));
      }
    }
  }

  @Test
  void damageIsToldAsKept() throws IOException {
    byte[] content = bytes();
    content[PAGE_BYTES * 5 + 100] ^= 1;
    Run run = Run.drydock("snapshot", "verify", file(Arrays.copyOf(content, 50_000)));
    assertEquals(ExitCode.FINDINGS, run.code());
    Golden.check("snapshot/verify-damaged.txt", run.out().replace(folder + "/", ""));
  }

  /** One bit in each page, and each byte of the checksum. */
  @Test
  void anAlteredByteAnywhereIsSeenByVerifyAndRefusedByStatus() throws IOException {
    byte[] content = bytes();
    int image = content.length - 32;
    for (int at = PAGE_BYTES - 1; at < content.length; at += at < image ? PAGE_BYTES : 1) {
      content[at] ^= 0x10;
      Path altered = file(content);
      String codes = verdict(altered).path("findings").findValuesAsText("code").toString();
      assertTrue(codes.contains("SNAPSHOT-SHA"), at + ": " + codes);
      Run status = Run.drydock("snapshot", "status", altered);
      assertEquals(ExitCode.FINDINGS, status.code(), "at " + at);
      assertEquals("", status.out());
      content[at] ^= 0x10;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "32, SNAPSHOT-NO-SHA",
    "31, SNAPSHOT-CUT",
    "1, SNAPSHOT-CUT",
    "33, SNAPSHOT-CUT",
    "512, SNAPSHOT-CUT",
    "4096, SNAPSHOT-CUT",
    "300000, SNAPSHOT-CUT"
  })
  void aCutFileIsSeenByVerifyAndRefusedByStatus(int missing, String code) throws IOException {
    byte[] content = bytes();
    Path cut = file(Arrays.copyOf(content, content.length - missing));
    JsonNode verdict = verdict(cut);
    assertEquals("damaged", verdict.path("verdict").asText());
    assertTrue(
        verdict.path("findings").findValuesAsText("code").contains(code), verdict.toString());
    Run status = Run.drydock("snapshot", "status", cut);
    assertEquals(ExitCode.FINDINGS, status.code());
    assertEquals("", status.out());
  }

  /** Cut where the length looks like that of a file with a checksum: no flag restores it. */
  @Test
  void ofACutFileNoChecksumIsAdvisedToBeSkipped() throws IOException {
    Path cut = file(Arrays.copyOf(bytes(), 586 * 512 + 32));
    for (String verb : new String[] {"verify", "status"}) {
      Run run = Run.drydock("snapshot", verb, cut);
      assertEquals(ExitCode.FINDINGS, run.code());
      String told = run.out() + run.err();
      assertTrue(told.contains("; the file was cut, and what it ends with is no checksum"), told);
      assertFalse(told.contains("--skip-hash-check"), told);
    }
  }

  @Test
  void aCopiedDatabaseIsSoundOnlyWhenThatIsAskedFor() throws IOException {
    Path copy = file(Arrays.copyOf(bytes(), bytes().length - 32));
    assertEquals(ExitCode.FINDINGS, Run.drydock("snapshot", "verify", copy).code());
    Run asked = Run.drydock("snapshot", "verify", copy, "--skip-hash-check");
    assertEquals(ExitCode.OK, asked.code(), asked.out());
    assertEquals("sound", verdict(copy, "--skip-hash-check").path("verdict").asText());
    assertEquals(ExitCode.OK, Run.drydock("snapshot", "status", copy, "--skip-hash-check").code());
    Path database = Kept.directory(SINGLE).resolve("data/member/snap/db");
    assertEquals(ExitCode.OK, Run.drydock("snapshot", "status", database).code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "status"})
  void aFolderAndAMissingFileAreNamed(String verb) {
    Run directory = Run.drydock("snapshot", verb, folder);
    assertEquals(ExitCode.USAGE, directory.code());
    assertTrue(directory.err().contains(folder + ": a folder"), directory.err());
    Run none = Run.drydock("snapshot", verb, folder.resolve("none"));
    assertEquals(ExitCode.IO, none.code());
    assertEquals("drydock: " + folder + "/none: no such file or directory\n", none.err());
    assertEquals(ExitCode.USAGE, Run.drydock("snapshot", verb).code());
  }

  @Test
  void aFileOfAnotherKindIsDamaged() throws IOException {
    Path text = file("hello".repeat(5000).getBytes());
    assertEquals(ExitCode.FINDINGS, Run.drydock("snapshot", "verify", text).code());
    assertEquals(
        "SNAPSHOT-UNREADABLE", verdict(text).path("findings").path(0).path("code").asText());
    assertEquals(ExitCode.FINDINGS, Run.drydock("snapshot", "status", text).code());
  }

  @Test
  void oneDamagedFileDoesNotHideTheOthers() throws IOException {
    Path cut = file(Arrays.copyOf(bytes(), 50_000));
    Run run = Run.drydock("snapshot", "verify", cut, snapshot(SINGLE), "-o", "json");
    assertEquals(ExitCode.FINDINGS, run.code());
    var verdicts = new AtomicReference<>("");
    Json.read(run.out())
        .path("files")
        .forEach(each -> verdicts.updateAndGet(all -> all + each.path("verdict").asText() + " "));
    assertEquals("damaged proven ", verdicts.get());
  }

  @Test
  void aFileThatCannotBeReadTakesNoVerdictFromTheOthers() throws IOException {
    Path gone = folder.resolve("gone.db");
    byte[] content = bytes();
    content[content.length - 1] ^= 1;
    Path altered = file(content);
    Path sound = snapshot(SINGLE);
    Run run = Run.drydock("snapshot", "verify", gone, sound, altered, "-o", "json");
    assertEquals(ExitCode.IO, run.code());
    JsonNode files = Json.read(run.out()).path("files");
    assertEquals("not read", files.at("/0/verdict").asText());
    assertEquals(gone + ": no such file or directory", files.at("/0/reason").asText());
    assertEquals("proven", files.at("/1/verdict").asText());
    assertEquals("damaged", files.at("/2/verdict").asText());
    assertTrue(run.err().contains("gone.db: no such file"), run.err());
    for (String form : new String[] {"text", "table"}) {
      Run shown = Run.drydock("snapshot", "verify", sound, gone, "-o", form);
      assertEquals(ExitCode.IO, shown.code());
      assertTrue(shown.out().contains("not read"), shown.out());
      assertTrue(shown.out().contains("proven"), shown.out());
    }
    assertEquals(ExitCode.FINDINGS, Run.drydock("snapshot", "verify", sound, altered).code());
    assertEquals(ExitCode.USAGE, Run.drydock("snapshot", "verify", sound, folder).code());
  }
}
