package io.drydock.tools.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.FormatException;
import io.drydock.tools.source.FileHold;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run at a time. */
class PartPathTest {

  private static final int ROUNDS = 300;

  @TempDir Path folder;

  /** A lock on a file that has lost its name keeps nobody away. */
  @Test
  void aFileThatLostItsNameIsToldFromTheOneThatHasIt() throws IOException {
    Path file = folder.resolve("it.lock");
    try (var _ = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertTrue(FileHold.hasOpen(file));
      Files.delete(file);
      assertFalse(FileHold.hasOpen(file));
      Files.createFile(file);
      assertFalse(FileHold.hasOpen(file));
    }
  }

  @Test
  void howeverManyRunsBeginAndEndOnlyOneWorks() throws Exception {
    Path part = PartPath.of(folder.resolve("it"));
    var working = new AtomicInteger();
    var worked = new AtomicInteger();
    var together = new AtomicInteger();
    try (var runs = Executors.newFixedThreadPool(4)) {
      for (int run = 0; run < 4; run++) {
        runs.submit(() -> {
          for (int round = 0; round < ROUNDS; round++) {
            work(part, working, worked, together);
          }
          return null;
        });
      }
    }
    assertEquals(0, together.get());
    assertTrue(worked.get() > 0);
    assertFalse(Files.exists(PartPath.lockOf(part)));
  }

  private static void work(
      Path part, AtomicInteger working, AtomicInteger worked, AtomicInteger together)
      throws FormatException {
    try {
      PartPath.workOn(
          part,
          FileOps.DISK,
          () -> {
            together.addAndGet(working.getAndIncrement());
            Thread.yield();
            working.decrementAndGet();
            return worked.incrementAndGet();
          });
    } catch (IOException another) {
      assertTrue(another.getMessage().contains("another run"), another.getMessage());
    }
  }
}
