package io.drydock.tools.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bolt.BoltCheck;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.tools.Kept;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.write.EndingFileOps;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.PartPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The disk gets full while a rewrite goes on, however much room there was at its start. */
class FullDiskTest {

  private static final int FAILED = 3;

  @TempDir Path folder;

  @Test
  void inPlaceTheOldDatabaseStaysAndNothingUnfinishedIsLeft() throws Exception {
    Path kept = Kept.directory("etcd-3.5.30-single").resolve("data/member/snap/db");
    byte[] old = Files.readAllBytes(kept);
    int code = FAILED;
    for (long room = 0; code == FAILED; room++) {
      Path db = Files.write(folder.resolve("db"), old);
      code = run(EndingFileOps.fullAfter(room), db.toString(), "--in-place");
      assertTrue(code == FAILED || room > 8, "after " + room);
      if (Files.size(db) == old.length) {
        assertArrayEquals(old, Files.readAllBytes(db));
      }
      try (ByteSource source = ByteSource.map(db)) {
        assertTrue(BoltCheck.of(source).isClean());
      }
      assertFalse(
          names().stream().anyMatch(name -> name.endsWith(PartPath.SUFFIX)), names()::toString);
    }
    assertEquals(0, code);
  }

  @Test
  void anOutputDirectoryIsNotThere() throws Exception {
    Path data = Kept.directory("etcd-3.5.30-single").resolve("data");
    Path out = folder.resolve("out");
    assertEquals(
        FAILED, run(EndingFileOps.fullAfter(20), data.toString(), "--out", out.toString()));
    assertEquals(List.of(), names());
  }

  private static int run(FileOps disk, String... words) {
    var terminal = Terminal.plain(new ByteArrayOutputStream(), new ByteArrayOutputStream());
    return new CommandLine(new Defrag(terminal, disk))
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          if (failure instanceof IOException && failure.getMessage().startsWith("No space left")) {
            return FAILED;
          }
          throw failure;
        })
        .execute(words);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }
}
