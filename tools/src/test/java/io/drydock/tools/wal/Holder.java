package io.drydock.tools.wal;

import java.io.IOException;
import java.nio.file.Path;

/** Another process that holds a lock on a file, as a server does on its segments. */
final class Holder implements AutoCloseable {

  private final Process process;

  private Holder(Process process) {
    this.process = process;
  }

  /** Returns once the lock is held; it is let go by {@link #close}, or when this process ends. */
  static Holder of(Path file) throws IOException {
    var process =
        new ProcessBuilder("flock", file.toString(), "sh", "-c", "echo held; cat").start();
    String line = process.inputReader().readLine();
    if (!"held".equals(line)) {
      throw new IOException("flock " + file + ": " + line);
    }
    return new Holder(process);
  }

  boolean isHolding() {
    return process.isAlive();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }
}
