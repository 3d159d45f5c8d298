package io.drydock.tools.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHoldLongTest {

  private static final int TURNS = 20_000;

  @TempDir Path folder;

  /** Between fork and exec a child has every file of its parent open. */
  @Test
  void aLockThatWasGivenUpIsFreeAlthoughProgramsAreBeingStarted() throws Exception {
    Path db = Files.createFile(folder.resolve("db"));
    var isOver = new AtomicBoolean();
    var starter = new Thread(() -> start(isOver));
    starter.start();
    try {
      for (int i = 0; i < TURNS; i++) {
        FileHold.of(db).close();
      }
    } finally {
      isOver.set(true);
      starter.join();
    }
  }

  private static void start(AtomicBoolean isOver) {
    try {
      while (!isOver.get()) {
        new ProcessBuilder("/bin/true").start().waitFor();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
