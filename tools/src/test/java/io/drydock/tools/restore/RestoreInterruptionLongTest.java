package io.drydock.tools.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Directories;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import io.drydock.tools.UsageException;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.write.Contents;
import io.drydock.tools.write.EndingFileOps;
import io.drydock.tools.write.PartPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/**
 * A restore is killed after each of its operations on the disk, or the disk is full from there on;
 * then one looks at what is there.
 */
class RestoreInterruptionLongTest {

  private static final int FAILED = 3;
  private static final int REFUSED = 2;
  private static final int KILLED = -1;

  @TempDir Path folder;

  /** What is asked for, below a folder of its own. */
  enum Case {
    ABSENT("--data-dir", "not/there/out"),
    LOG_APART("--data-dir", "out", "--wal-dir", "logs/wal"),
    LOG_INSIDE_EMPTY("--data-dir", "out", "--wal-dir", "out/log"),
    CLUSTER_IN_EMPTY("--cluster", "cluster.yaml", "--out", "out");

    private final String[] words;

    Case(String... words) {
      this.words = words;
    }

    private String[] below(Path place) {
      return Stream.concat(
              Stream.of(place.resolve("snapshot.db").toString()),
              Arrays.stream(words)
                  .map(word -> word.startsWith("--") ? word : place.resolve(word).toString()))
          .toArray(String[]::new);
    }
  }

  private Path place(Case wanted, String name) throws IOException {
    Path place = Files.createDirectory(folder.resolve(name));
    Path kept = Kept.directory("etcd-3.5.30-single").resolve("snapshot.db");
    Files.copy(kept, place.resolve("snapshot.db"));
    Files.writeString(
        place.resolve("cluster.yaml"),
        "members: [{name: m1, peer-urls: http://a:1}, {name: m2, peer-urls: http://b:1}]");
    if (wanted.name().contains("EMPTY")) {
      Files.createDirectory(place.resolve("out"));
    }
    return place;
  }

  private static int run(EndingFileOps ops, String[] words) {
    var terminal = Terminal.plain(new ByteArrayOutputStream(), new ByteArrayOutputStream());
    var command = new CommandLine(new Restore(terminal, ops));
    command.setExecutionExceptionHandler((failure, line, parsed) ->
        switch (failure) {
          case UsageException _ -> REFUSED;
          case IOException full when full.getMessage().startsWith("No space left") -> FAILED;
          default -> throw failure;
        });
    try {
      return command.execute(words);
    } catch (EndingFileOps.Killed end) {
      return KILLED;
    }
  }

  /** Without what is not finished. */
  private static SortedMap<String, String> named(Path place) throws IOException {
    var files = Contents.of(place);
    files.keySet().removeIf(name -> name.contains(PartPath.SUFFIX));
    return files;
  }

  /** The folder that appears at once: a member's, or where that is inside what was there. */
  private static void assertWholeOrAbsent(
      SortedMap<String, String> found, SortedMap<String, String> whole, List<String> units)
      throws IOException {
    for (String unit : units) {
      var part = found.subMap(unit + "/", unit + "0");
      assertTrue(part.isEmpty() || part.equals(whole.subMap(unit + "/", unit + "0")), unit);
    }
    assertTrue(whole.entrySet().containsAll(found.entrySet()), found::toString);
  }

  private static List<String> units(Case wanted) {
    return switch (wanted) {
      case ABSENT -> List.of("not");
      case LOG_APART -> List.of("out", "logs");
      case LOG_INSIDE_EMPTY -> List.of("out/member", "out/log");
      case CLUSTER_IN_EMPTY -> List.of("out/m1", "out/m2");
    };
  }

  @ParameterizedTest
  @EnumSource
  void whateverHasItsNameIsWholeWhenTheProgramIsKilled(Case wanted) throws IOException {
    Path done = place(wanted, "done");
    var all = new EndingFileOps(Long.MAX_VALUE);
    assertEquals(0, run(all, wanted.below(done)));
    var whole = Contents.of(done);
    assertTrue(whole.size() >= 5 && all.operations() > 25, whole + " " + all.operations());
    for (long last = 0; last < all.operations(); last++) {
      Path place = place(wanted, "killed");
      assertEquals(KILLED, run(new EndingFileOps(last), wanted.below(place)));
      var found = named(place);
      assertWholeOrAbsent(found, whole, units(wanted));
      assertTrue(found.containsKey("snapshot.db"));
      boolean hasData = found.keySet().stream().anyMatch(name -> name.endsWith("snap/db"));
      boolean hasLog = found.keySet().stream().anyMatch(name -> name.endsWith(".wal"));
      assertTrue(hasLog || !hasData, "after " + last + ": data without a log");
      if (last % 3 > 0 && last < all.operations() - 3) {
        Directories.delete(place);
        continue;
      }
      int again = run(new EndingFileOps(Long.MAX_VALUE), wanted.below(place));
      assertEquals(hasLog ? REFUSED : 0, again, "after " + last);
      if (again == 0) {
        assertEquals(whole, Contents.of(place), "after " + last);
      }
      Directories.delete(place);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingUnfinishedIsLeftOnAFullDisk(Case wanted) throws IOException {
    Path done = place(wanted, "done");
    assertEquals(0, run(new EndingFileOps(Long.MAX_VALUE), wanted.below(done)));
    var whole = Contents.of(done);
    int code = FAILED;
    for (long room = 0; code == FAILED; room++) {
      Path place = place(wanted, "full");
      code = run(EndingFileOps.fullAfter(room), wanted.below(place));
      var found = Contents.of(place);
      assertWholeOrAbsent(found, whole, units(wanted));
      boolean hasData = found.keySet().stream().anyMatch(name -> name.endsWith("snap/db"));
      boolean hasLog = found.keySet().stream().anyMatch(name -> name.endsWith(".wal"));
      assertEquals(hasData, hasLog, "after " + room);
      assertTrue(found.equals(whole) || found.size() == 2, found::toString);
      Directories.delete(place);
    }
    assertEquals(0, code);
  }

  @Test
  void aTrialThatIsKilledLeavesWhatTheNextOneRemoves() throws IOException {
    Path place = place(Case.ABSENT, "trial");
    String[] words =
        Stream.concat(Arrays.stream(Case.ABSENT.below(place)), Stream.of("--check"))
            .toArray(String[]::new);
    assertEquals(KILLED, run(new EndingFileOps(20), words));
    assertTrue(Contents.of(place).size() > 2);
    Run run =
        Run.drydock(Stream.concat(Stream.of("snapshot", "restore"), Stream.of(words)).toArray());
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals(List.of("cluster.yaml", "snapshot.db"), List.copyOf(Contents.of(place).keySet()));
  }
}
