package io.drydock.tools.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.backend.BackendHash;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.bolt.BoltCheck;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.testdata.Archive;
import io.drydock.testdata.Directories;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.write.EndingFileOps;
import io.drydock.tools.write.PartPath;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A rewrite is killed after each of its operations on the disk; then one looks at what is there.
 */
class InterruptionLongTest {

  private static final String ARCHIVE = "etcd-3.5.30-single";

  @TempDir Path folder;

  private static long run(Path source, EndingFileOps ops, String... more) {
    var terminal = Terminal.plain(new ByteArrayOutputStream(), new ByteArrayOutputStream());
    String[] words =
        Stream.concat(Stream.of(source.toString()), Stream.of(more)).toArray(String[]::new);
    var command = new CommandLine(new Defrag(terminal, ops));
    command.setExecutionExceptionHandler((failure, line, parsed) -> {
      throw failure;
    });
    try {
      assertEquals(0, command.execute(words));
    } catch (EndingFileOps.Killed end) {
      return -1;
    }
    return ops.operations();
  }

  private static int hash(Path db) throws Exception {
    try (ByteSource source = ByteSource.map(db)) {
      assertTrue(BoltCheck.of(BoltFile.open(source), 10).isClean(), db.toString());
      return BackendHash.ofSnapshot(BoltView.of(BoltFile.open(source))).hash();
    }
  }

  private static Set<String> names(Path folder) throws Exception {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void inPlaceTheOldOrTheNewDatabaseStandsWholeAtEveryPoint() throws Exception {
    Path original = Archive.unpack(ARCHIVE, folder).resolve("data/member/snap/db");
    int expected = hash(original);
    long all = run(copy(original, "all"), new EndingFileOps(Long.MAX_VALUE), "--in-place");
    assertTrue(all > 8, "operations: " + all);
    for (long last = 0; last < all; last++) {
      Path db = copy(original, "at-" + last);
      assertEquals(-1, run(db, new EndingFileOps(last), "--in-place"));
      assertEquals(expected, hash(db));
      long complete = run(db, new EndingFileOps(Long.MAX_VALUE), "--in-place");
      assertTrue(complete > 0);
      assertEquals(expected, hash(db));
      assertFalse(names(db.getParent()).stream().anyMatch(name -> name.endsWith(PartPath.SUFFIX)));
      Directories.delete(db.getParent());
    }
  }

  @Test
  void whereTheOldOneIsRemovedNothingElseIsLost() throws Exception {
    Path original = Archive.unpack(ARCHIVE, folder).resolve("data/member/snap/db");
    int expected = hash(original);
    String[] flags = {"--in-place", "--remove-old"};
    long all = run(copy(original, "all"), new EndingFileOps(Long.MAX_VALUE), flags);
    assertEquals(Set.of("db"), names(folder.resolve("all")));
    for (long last = all - 5; last < all; last++) {
      Path db = copy(original, "at-" + last);
      assertEquals(-1, run(db, new EndingFileOps(last), flags));
      assertEquals(expected, hash(db));
      Directories.delete(db.getParent());
    }
  }

  @Test
  void anOutputDirectoryHasItsNameOnlyWhenItIsComplete() throws Exception {
    Path original = Archive.unpack(ARCHIVE, folder).resolve("data");
    int expected = hash(original.resolve("member/snap/db"));
    Path out = folder.resolve("out");
    long all = run(original, new EndingFileOps(Long.MAX_VALUE), "--out", out.toString());
    Set<String> whole = names(out.resolve("member/snap"));
    Directories.delete(out);
    for (long last = 0; last < all; last++) {
      assertEquals(-1, run(original, new EndingFileOps(last), "--out", out.toString()));
      if (Files.exists(out)) {
        assertEquals(whole, names(out.resolve("member/snap")));
        assertEquals(expected, hash(out.resolve("member/snap/db")));
        Directories.delete(out);
      }
    }
    assertTrue(run(original, new EndingFileOps(Long.MAX_VALUE), "--out", out.toString()) > 0);
    assertEquals(expected, hash(out.resolve("member/snap/db")));
    assertEquals(List.of("member"), List.copyOf(names(out)));
  }

  private Path copy(Path db, String name) throws Exception {
    Path target = Files.createDirectory(folder.resolve(name)).resolve("db");
    return Files.copy(db, target);
  }
}
