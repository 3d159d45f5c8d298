package io.drydock.tools.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Directories;
import io.drydock.testdata.Json;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.write.Contents;
import io.drydock.tools.write.EndingFileOps;
import io.drydock.tools.write.PartPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * A repair is killed after each of its operations on the disk, or the disk is full from there on;
 * then one looks at what is there.
 */
class RepairInterruptionLongTest {

  private static final int FAILED = 3;
  private static final int KILLED = -1;

  /** Entries of m2 that its database has, and that it has not. */
  private static final long APPLIED = 820;

  private static final long LAST = 844;

  @TempDir Path folder;

  /** A log that is cut is repaired with one file less than one that begins anew. */
  private Path harmed(boolean isCut) throws IOException {
    Path kept = Kept.directory("etcd-3.5.30-cluster3").resolve("m2");
    Path data = Harm.trimmed(kept, folder.resolve("harmed-" + isCut));
    new Harm(data).flip(isCut ? LAST : APPLIED);
    return data;
  }

  private static int run(EndingFileOps ops, Path data, String... more) {
    var terminal = Terminal.plain(new ByteArrayOutputStream(), new ByteArrayOutputStream());
    var command = new CommandLine(new WalRepair(terminal, ops));
    command.setExecutionExceptionHandler((failure, line, parsed) -> {
      boolean isFull =
          failure instanceof IOException && failure.getMessage().startsWith("No space left");
      if (isFull) {
        return FAILED;
      }
      throw failure;
    });
    try {
      return command.execute(
          Stream.concat(Stream.of(data.toString(), "--accept-loss"), Stream.of(more))
              .toArray(String[]::new));
    } catch (EndingFileOps.Killed end) {
      return KILLED;
    }
  }

  private static SortedMap<String, String> under(SortedMap<String, String> files, String folder) {
    var found = new TreeMap<String, String>();
    files
        .subMap(folder + "/", folder + "0")
        .forEach((name, what) -> found.put(name.substring(folder.length() + 1), what));
    return found;
  }

  private static String verdict(Path data) throws IOException {
    Run run = Run.drydock("fsck", data, "-o", "json");
    return Json.read(run.out()).at("/directories/0/verdict").asText();
  }

  private static List<String> logs(Path data) throws IOException {
    try (Stream<Path> entries = Files.list(data.resolve("member"))) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.matches("wal[.](before|during)-repair-.*"))
          .toList();
    }
  }

  /** The log has its name at every moment, and the old one is there, under one name or another. */
  private static void assertWhole(
      Path data, SortedMap<String, String> before, SortedMap<String, String> mended)
      throws IOException {
    var now = Contents.of(data);
    var old = under(before, "member/wal");
    var log = under(now, "member/wal");
    assertTrue(log.equals(old) || log.equals(mended), log::toString);
    boolean isKept =
        log.equals(old)
            || logs(data).stream().anyMatch(name -> under(now, "member/" + name).equals(old));
    assertTrue(isKept, now::toString);
    before.forEach((name, what) -> {
      if (name.startsWith("member/snap/")) {
        assertEquals(what, now.get(name), name);
      }
    });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void inPlaceTheOldOrTheNewLogStandsWholeAtEveryPoint(boolean isCut) throws IOException {
    Path harmed = harmed(isCut);
    var before = Contents.of(harmed);
    Path done = Directories.copy(harmed, folder.resolve("done"));
    var all = new EndingFileOps(Long.MAX_VALUE);
    assertEquals(0, run(all, done, "--in-place"));
    var mended = under(Contents.of(done), "member/wal");
    assertTrue(all.operations() > 10, "operations: " + all.operations());
    for (long last = 0; last < all.operations(); last += step(last, all, isCut ? 3 : 1)) {
      Path data = Directories.copy(harmed, folder.resolve("killed"));
      assertEquals(KILLED, run(new EndingFileOps(last), data, "--in-place"), "after " + last);
      assertWhole(data, before, mended);
      if (last % 9 == 0 || last > all.operations() - 5) {
        assertEquals(0, run(new EndingFileOps(Long.MAX_VALUE), data, "--in-place"));
        assertEquals(mended, under(Contents.of(data), "member/wal"), "after " + last);
        assertEquals("starts", verdict(data), "after " + last);
        assertFalse(
            Contents.of(data).keySet().stream().anyMatch(name -> name.contains(PartPath.SUFFIX)));
      }
      Directories.delete(data);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void inPlaceNothingIsLeftOnAFullDisk(boolean isCut) throws IOException {
    Path harmed = harmed(isCut);
    var before = Contents.of(harmed);
    Path done = Directories.copy(harmed, folder.resolve("done"));
    var all = new EndingFileOps(Long.MAX_VALUE);
    int code = run(all, done, "--in-place");
    for (long room = 0; room < all.operations(); room += step(room, all, 4)) {
      Path data = Directories.copy(harmed, folder.resolve("full"));
      code = run(EndingFileOps.fullAfter(room), data, "--in-place");
      boolean isExchanged = !logs(data).isEmpty();
      boolean isThrough = room > all.operations() - 3; // deleting works on a full disk
      assertTrue(code == FAILED || isThrough, "after " + room);
      if (!isExchanged) {
        assertEquals(before, Contents.of(data), "after " + room);
      }
      if (isExchanged) {
        assertEquals("starts", verdict(data), "after " + room);
      }
      Directories.delete(data);
    }
  }

  /** The first operations are many writes of one kind; the last ones are tried one by one. */
  private static long step(long at, EndingFileOps all, long first) {
    return at < all.operations() - 10 ? first : 1;
  }

  @Test
  void anOutputDirectoryHasItsNameOnlyWhenItIsWhole() throws IOException {
    Path harmed = harmed(false);
    var before = Contents.of(harmed);
    Path out = folder.resolve("out");
    var all = new EndingFileOps(Long.MAX_VALUE);
    assertEquals(0, run(all, harmed, "--out", out.toString()));
    var whole = Contents.of(out);
    Directories.delete(out);
    for (long last = 0; last < all.operations(); last += step(last, all, 3)) {
      assertEquals(KILLED, run(new EndingFileOps(last), harmed, "--out", out.toString()));
      if (Files.exists(out)) {
        assertEquals(whole, Contents.of(out));
        Directories.delete(out);
      }
      if (last % 6 == 0) {
        assertEquals(FAILED, run(EndingFileOps.fullAfter(last), harmed, "--out", out.toString()));
        assertFalse(Files.exists(PartPath.of(out)), "after " + last);
      }
    }
    assertEquals(0, run(new EndingFileOps(Long.MAX_VALUE), harmed, "--out", out.toString()));
    assertEquals(whole, Contents.of(out));
    assertEquals(before, Contents.of(harmed), "the source is never touched");
  }
}
