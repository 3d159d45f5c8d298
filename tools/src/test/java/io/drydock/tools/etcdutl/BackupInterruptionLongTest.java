package io.drydock.tools.etcdutl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Directories;
import io.drydock.tools.Kept;
import io.drydock.tools.etcdutl.cobra.Screen;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.write.Contents;
import io.drydock.tools.write.EndingFileOps;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.PartPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A {@code backup} is killed after each of its operations on the disk, or the disk is full. */
class BackupInterruptionLongTest {

  private static final Path DATA = Kept.directory("etcd-3.5.30-single").resolve("data");
  private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-01-02T03:04:05Z");

  private static final String OWN_LOG = "a/log";

  @TempDir private Path folder;

  private boolean hasOwnLog;

  private void backup(Path target, FileOps ops) throws IOException {
    var screen =
        new Screen(Terminal.plain(new ByteArrayOutputStream(), new ByteArrayOutputStream()));
    var session = new Session(screen, new Log(screen, () -> NOW), Release.ALL);
    Path wal = DATA.resolve("member/wal");
    new BackupCommand(session, ops)
        .run(new BackupCommand.Places(DATA.toString(), wal, target, log(target), true));
  }

  private String log(Path target) {
    return hasOwnLog ? target.resolve(OWN_LOG).toString() : "";
  }

  /** The log has its name first: it may be there, whole, without the rest. */
  private static boolean isWholeLog(SortedMap<String, String> left, Map<String, String> whole) {
    return left.keySet().stream().allMatch(name -> name.startsWith(OWN_LOG))
        && whole.entrySet().containsAll(left.entrySet());
  }

  private static SortedMap<String, String> named(Path target) throws IOException {
    SortedMap<String, String> files = Contents.of(target);
    files.keySet().removeIf(name -> name.contains(PartPath.SUFFIX));
    return files;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whateverHasItsNameIsWhole(boolean isOwnLog) throws Exception {
    hasOwnLog = isOwnLog;
    SortedMap<String, String> source = Contents.of(DATA);
    Path reference = Files.createDirectory(folder.resolve("whole"));
    var counting = new EndingFileOps(Long.MAX_VALUE);
    backup(reference, counting);
    SortedMap<String, String> whole = named(reference);
    assertFalse(whole.isEmpty());
    Path target = folder.resolve("target");
    for (long last = 0; last < counting.operations(); last++) {
      Files.createDirectory(target);
      var killed = new EndingFileOps(last);
      assertThrows(EndingFileOps.Killed.class, () -> backup(target, killed));
      SortedMap<String, String> left = named(target);
      assertTrue(isWholeLog(left, whole) || left.equals(whole), "after " + last + ": " + left);
      if (left.isEmpty()) {
        backup(target, FileOps.DISK);
        assertEquals(whole, Contents.of(target), "again after " + last);
      }
      Directories.delete(target);
      Files.createDirectory(target);
      var full = EndingFileOps.fullAfter(last);
      try {
        backup(target, full);
        assertEquals(whole, named(target), "what a full disk allows is all that was left to do");
      } catch (Ended failed) {
        assertTrue(named(target).isEmpty() || named(target).equals(whole), "full after " + last);
      }
      assertEquals(named(target), Contents.of(target), "full after " + last);
      Directories.delete(target);
    }
    assertEquals(source, Contents.of(DATA));
  }
}
