package io.drydock.testdata.etcd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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
    }
  }

  private synchronized void keep(String line) {
    if (lines.size() == LINES_KEPT_MAX) {
      lines.removeFirst();
    }
    lines.addLast(line);
  }
}
