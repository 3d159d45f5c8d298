package io.drydock.testdata.etcd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The log of one server process: reads it to its end on a thread of its own, keeps the last lines
 * and tells when the server is ready.
 */
final class EtcdLog {
  /** Printed by 3.4 and 3.5 once the member has published itself and serves clients. */
  private static final String READY = "ready to serve client requests";

  private static final int LINES_KEPT_MAX = 500;

  private final Deque<String> lines = new ArrayDeque<>();
  private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
  private final Thread reader;
  private boolean isEnded;

  EtcdLog(Process process, String name) {
    reader = Thread.ofPlatform().daemon().name("log of " + name).start(() -> read(process));
  }

  /** Completes with true when the server is ready, with false when its log ended before that. */
  CompletableFuture<Boolean> ready() {
    return ready;
  }

  /** The last lines, oldest first. */
  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  boolean contains(String text) {
    return lines().stream().anyMatch(line -> line.contains(text));
  }

  /**
   * Waits for a line among the last ones, or still to come.
   *
   * @return empty when none came in time or before the end
   */
  synchronized Optional<String> await(String text, long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (true) {
      Optional<String> found = lines.stream().filter(line -> line.contains(text)).findFirst();
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (found.isPresent() || isEnded || left <= 0) {
        return found;
      }
      wait(left);
    }
  }

  /** Waits until the process has closed its log, so that the last lines are there. */
  void awaitEnd() throws InterruptedException {
    reader.join();
  }

  private void read(Process process) {
    try (var in = process.inputReader()) {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        keep(line);
        if (line.contains(READY)) {
          ready.complete(true);
        }
      }
    } catch (IOException e) {
      ready.completeExceptionally(new UncheckedIOException(e));
    } finally {
      ready.complete(false);
      end();
    }
  }

  private synchronized void end() {
    isEnded = true;
    notifyAll();
  }

  private synchronized void keep(String line) {
    if (lines.size() == LINES_KEPT_MAX) {
      lines.removeFirst();
    }
    lines.addLast(line);
    notifyAll();
  }
}
