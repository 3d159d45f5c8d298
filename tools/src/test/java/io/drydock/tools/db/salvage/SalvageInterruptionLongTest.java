package io.drydock.tools.db.salvage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.tools.ExitCode;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.write.EndingFileOps;
import io.drydock.tools.write.FileOps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A salvage is killed after each of its operations on the disk, or the disk gets full. */
class SalvageInterruptionLongTest {

  private static final int KILLED = -1;
  private static final int FAILED = 3;

  @TempDir Path folder;
  private Path broken;
  private Path out;

  @BeforeEach
  void damage() throws Exception {
    byte[] sound = SalvageTest.kept("etcd-3.5.30-single");
    broken = Files.write(folder.resolve("broken"), new DbPages(sound).without(0, 1));
    out = folder.resolve("out");
  }

  private int run(FileOps ops) {
    var terminal = Terminal.plain(new ByteArrayOutputStream(), new ByteArrayOutputStream());
    var command = new CommandLine(new DbSalvage(terminal, ops));
    command.setExecutionExceptionHandler((failure, line, parsed) -> {
      if (failure instanceof IOException && failure.getMessage().startsWith("No space left")) {
        return FAILED;
      }
      throw failure;
    });
    try {
      return command.execute(broken.toString(), "--out", out.toString());
    } catch (EndingFileOps.Killed end) {
      return KILLED;
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theNameIsThereOnlyWithTheWholeDatabase() throws Exception {
    byte[] source = Files.readAllBytes(broken);
    var all = new EndingFileOps(Long.MAX_VALUE);
    assertEquals(ExitCode.FINDINGS.code(), run(all));
    byte[] whole = Files.readAllBytes(out);
    assertTrue(all.operations() > 8, "operations: " + all.operations());
    for (long last = 0; last < all.operations(); last++) {
      Files.deleteIfExists(out);
      assertEquals(KILLED, run(new EndingFileOps(last)));
      if (Files.exists(out)) {
        assertArrayEquals(whole, Files.readAllBytes(out));
      }
    }
    Files.deleteIfExists(out);
    assertEquals(ExitCode.FINDINGS.code(), run(FileOps.DISK));
    assertArrayEquals(whole, Files.readAllBytes(out));
    assertArrayEquals(source, Files.readAllBytes(broken));
    assertEquals(List.of("broken", "out"), names());
  }

  @Test
  void aFullDiskKeepsNothing() throws Exception {
    assertEquals(ExitCode.FINDINGS.code(), run(FileOps.DISK));
    byte[] whole = Files.readAllBytes(out);
    int code = FAILED;
    for (long room = 0; code == FAILED; room++) {
      Files.deleteIfExists(out);
      code = run(EndingFileOps.fullAfter(room));
      if (Files.exists(out)) {
        assertArrayEquals(whole, Files.readAllBytes(out));
      } else {
        assertEquals(List.of("broken"), names());
      }
    }
    assertEquals(ExitCode.FINDINGS.code(), code);
  }
}
