package io.drydock.tools.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.backend.BackendState;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import io.drydock.tools.source.DbSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes in which the releases differ, and what our other commands say of the result. */
class RestoredFormsTest {

  private static final String SEGMENT = "member/wal/0000000000000000-0000000000000000.wal";
  private static final String SNAP = "member/snap/0000000000000001-0000000000000001.snap";

  @TempDir Path folder;

  private Path restore(String archive, String line) {
    Path data = folder.resolve("data");
    Run run =
        Run.drydock(
            "snapshot",
            "restore",
            Kept.directory(archive).resolve("snapshot.db"),
            "--data-dir",
            data,
            "--etcd-version",
            line,
            "--drop-alarms");
    assertEquals(ExitCode.OK, run.code(), run.err());
    return data;
  }

  /** From after the checksum to before the padding of the frame whose data begins so. */
  private static String record(Path data, int type, int ordinal) throws Exception {
    byte[] log = Files.readAllBytes(data.resolve(SEGMENT));
    int seen = 0;
    for (int at = 0; ; ) {
      int length = (log[at] & 0xff) | (log[at + 1] & 0xff) << 8;
      int padding = log[at + 7] < 0 ? log[at + 7] & 7 : 0;
      if (log[at + 9] == type && seen++ == ordinal) {
        String hex = HexFormat.of().formatHex(log, at + 8, at + 8 + length);
        return hex.substring(hex.indexOf("1a", 6));
      }
      at += 8 + length + padding;
    }
  }

  /**
   * Member 8e9e05c52164694d is {@code cd d2 91 8b d2 b8 81 cf 8e 01} as a varint.
   *
   * <pre>
   * entry     08 01      configuration change      10 01 term   18 01 index   22 .. change:
   *           08 00      id 0, up to 3.6           10 00 add    18 .. member  22 .. JSON
   * snapshot  08 01 10 01 index, term   1a .. configuration, since 3.5: 08 .. voter
   *           28 00      auto_leave false, up to 3.6
   * </pre>
   */
  @ParameterizedTest
  @CsvSource({
    "3.4, 080110011801226208001000, 08011001, 2800",
    "3.5, 080110011801226208001000, 080110011a0d08cdd2918bd2b881cf8e012800, 2800",
    "3.6, 080110011801226208001000, 080110011a0d08cdd2918bd2b881cf8e012800, 2800",
    "3.7, 08011001180122601000, 080110011a0b08cdd2918bd2b881cf8e01, ''"
  })
  void entriesAndConfigurationsAreThoseOfTheRelease(
      String line, String entry, String snapshot, String autoLeave) throws Exception {
    Path data = restore("etcd-3.6.14-single", line);
    String found = record(data, 2, 0);
    assertEquals(entry, found.substring(4, 4 + entry.length()), found);
    assertTrue(found.contains("18cdd2918bd2b881cf8e012251"), found);
    assertEquals("08001000", record(data, 5, 0).substring(4));
    assertEquals(snapshot, record(data, 5, 1).substring(4));
    assertEquals("080110cdd2918bd2b881cf8e011801", record(data, 3, 0).substring(4));
    String snap = HexFormat.of().formatHex(Files.readAllBytes(data.resolve(SNAP)));
    String tail = "08cdd2918bd2b881cf8e01" + autoLeave + "10011801";
    assertTrue(snap.endsWith(tail), snap.substring(snap.length() - 60));
  }

  /** As {@code etcdutl} 3.6.14 and 3.7.1 made it for a member whose texts are as long. */
  @ParameterizedTest
  @CsvSource({"3.6, 6492", "3.7, 6490"})
  void theSnapFileHasTheSizeOfTheReleases(String line, long bytes) throws Exception {
    Path data = restore("etcd-3.6.14-single", line);
    // Theirs: http://127.0.0.1:25220 and an id of 16 digits; ours: http://localhost:2380.
    long urls = 2L * ("http://127.0.0.1:25220".length() - "http://localhost:2380".length());
    assertEquals(bytes - urls, Files.size(data.resolve(SNAP)));
  }

  @ParameterizedTest
  @CsvSource({
    "etcd-3.4.23-single, 3.4, 3.4.0, ''",
    "etcd-3.4.23-single, 3.7, 3.4.0, ''",
    "etcd-3.5.30-single, 3.4, 3.4.0, ''",
    "etcd-3.5.30-single, 3.6, 3.5.0, ''",
    "etcd-3.6.14-single, 3.4, 3.4.0, ''",
    "etcd-3.6.14-single, 3.5, 3.5.0, ''",
    "etcd-3.6.14-single, 3.6, 3.6.0, 3.6.0",
    "etcd-3.6.14-single, 3.7, 3.6.0, 3.6.0",
    "etcd-3.7.1-single, 3.6, 3.6.0, 3.6.0",
    "etcd-3.7.1-single, 3.7, 3.7.0, 3.7.0"
  })
  void noVersionInTheDatabaseIsAboveTheReleaseAskedFor(
      String archive, String line, String clusterVersion, String storageVersion) throws Exception {
    Path data = restore(archive, line);
    try (DbSource source = DbSource.open(data)) {
      BackendState state = BackendState.read(source.view());
      assertEquals(Optional.of(clusterVersion), state.cluster().clusterVersion());
      assertEquals(storageVersion, state.meta().storageVersion().orElse(""));
      assertEquals(1, state.meta().consistentIndex().orElse(0));
      boolean hasTerm = !archive.contains("3.4") || !line.equals("3.4");
      assertEquals(hasTerm ? 1 : 0, state.meta().term().orElse(0));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.4", "3.5", "3.6", "3.7"})
  void otherCommandsFindNothingWrong(String line) {
    Path data = restore("etcd-3.7.1-single", line);
    for (Object[] words :
        new Object[][] {
          {"inspect", data},
          {"fsck", data, "--etcd-version", line},
          {"wal", "verify", data},
          {"snap", "ls", data},
          {"db", "check", data}
        }) {
      Run run = Run.drydock(words);
      assertEquals(ExitCode.OK, run.code(), words[0] + ": " + run.out() + run.err());
      assertFalse(run.out().lines().anyMatch(l -> l.startsWith("warning ")), run.out());
    }
  }
}
