package io.drydock.tools.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.backend.BoltView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.testdata.Archive;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.ProgressMode;
import io.drydock.tools.progress.Progresses;
import io.drydock.tools.write.DatabaseFile;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.Selection;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code alarm list} and {@code alarm clear} on a directory whose NOSPACE alarm is raised. */
class AlarmClearTest {

  @TempDir Path folder;
  private Path data;
  private Path out;

  @BeforeEach
  void unpack() throws IOException {
    data = Archive.unpack("etcd-3.5.30-single", folder).resolve("data");
    out = folder.resolve("out");
  }

  private static String alarms(Path path) {
    Run list = Run.drydock("alarm", "list", path);
    assertEquals(ExitCode.OK, list.code(), list.err());
    assertEquals(Run.drydock("db", "alarms", path).out(), list.out());
    return list.out();
  }

  @Test
  void theAlarmIsGoneAndAllElseIsThere() {
    assertTrue(alarms(data).contains("NOSPACE"));
    Run run = Run.drydock("alarm", "clear", data, "--out", out);
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals("no alarm is raised\n", alarms(out));
    assertTrue(alarms(data).contains("NOSPACE"), "the source stays");
    for (String question : new String[] {"hashkv", "leases", "users", "members", "ls"}) {
      String before = Run.drydock("db", question, data).out();
      assertEquals(
          before.replace(data.toString(), out.toString()), Run.drydock("db", question, out).out());
    }
    assertEquals(ExitCode.OK, Run.drydock("db", "check", out).code());
  }

  @Test
  void thePlanNamesWhatGoesAndWhatToKnow() {
    Run run = Run.drydock("alarm", "clear", data, "--dry-run");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().contains("clears NOSPACE of member "), run.out());
    assertTrue(run.out().contains("over its quota raises NOSPACE again"), run.out());
    assertTrue(run.out().contains("on every member that will start again"), run.out());
    Run json = Run.drydock("alarm", "clear", data, "--dry-run", "-o", "json");
    assertTrue(json.out().contains("\"schema\": \"alarm.clear.plan/1\""), json.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--alarm=CORRUPT", "--member=abcdef", "--alarm=corrupt"})
  void whereNoneIsMeantNothingIsWritten(String which) {
    Run run = Run.drydock("alarm", "clear", data, "--out", out, which);
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().contains("nothing to do for alarm clear"), run.out());
    assertFalse(Files.exists(out));
    Run json = Run.drydock("alarm", "clear", data, "--out", out, which, "-o", "json");
    assertTrue(json.out().contains("\"nothing_to_do\": true"), json.out());
  }

  @Test
  void inPlaceTheOldOneStaysBeside() throws IOException {
    assertEquals(ExitCode.OK, Run.drydock("alarm", "clear", data, "--in-place").code());
    assertEquals("no alarm is raised\n", alarms(data));
    try (var names = Files.list(data.resolve("member/snap"))) {
      assertEquals(
          1, names.filter(each -> each.toString().contains("db.before-alarm-clear-")).count());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--alarm=FULL, --alarm FULL: NOSPACE or CORRUPT",
    "--member=xyz, --member xyz: not a hexadecimal member id",
    "--in-place, give one of --out PATH and --in-place",
  })
  void aWrongCommandLineIsNamed(String word, String message) {
    Run run = Run.drydock("alarm", "clear", data, "--out", out, word);
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains(message), run.err());
    assertFalse(Files.exists(out));
  }

  /** The same log beside a database that is behind it, as of a member that was killed. */
  @Test
  void anAlarmThatTheLogRaisesAgainCannotBeCleared() throws Exception {
    Path db = data.resolve("member/snap/db");
    Path behind = folder.resolve("behind");
    var index = new TreeMap<>(Map.of(Bytes.ofUtf8("consistent_index"), Bytes.copyOf(bigEndian(1))));
    try (ByteSource source = ByteSource.map(db)) {
      BoltFile old = BoltFile.open(source);
      var nowhere = OutputStream.nullOutputStream();
      DatabaseFile.write(
          behind,
          new Selection(
              BoltView.of(old),
              Selection.KeyFilter.ALL,
              Map.of(Bucket.META, new Selection.Edit(false, index))),
          DatabaseFile.Form.after(old, false),
          FileOps.DISK,
          new Progresses(Terminal.plain(nowhere, nowhere), ProgressMode.none, System::nanoTime));
    }
    Files.move(behind, db, StandardCopyOption.REPLACE_EXISTING);
    Run run = Run.drydock("alarm", "clear", data, "--out", out);
    assertEquals(ExitCode.FINDINGS, run.code(), run.out());
    assertTrue(
        run.err().contains("raises NOSPACE, and the database counts as applied up to 1:"),
        run.err());
    assertFalse(Files.exists(out));
    assertEquals(ExitCode.OK, Run.drydock("alarm", "clear", db, "--out", out).code());
  }

  private static byte[] bigEndian(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }
}
