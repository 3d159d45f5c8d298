package io.drydock.tools.live;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A node as a process. It ends with {@link #close}, and with this process where that is told to
 * end. Used by one thread.
 */
public final class LiveNode implements AutoCloseable {

  private static final String READY = "\"msg\":\"ready to serve client requests\"";

  /** Lines of the launcher, for the user; all else is the log of the node. */
  private static final String LAUNCHER = "drydock: ";

  /** A node is ready within a second or two, but a first start from the sources builds it. */
  private static final int READY_SECONDS_MAX = 300;

  private static final int STOP_SECONDS_MAX = 20;

  private final Process process;
  private final Path log;
  private final Thread hook;
  private final CompletableFuture<Boolean> isReady = new CompletableFuture<>();

  private LiveNode(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.hook = new Thread(process::destroy);
  }

  /**
   * The words that start a node: the launcher, which is {@code drydock} in the sources and {@code
   * bin/drydock} in a distribution, and its first argument.
   *
   * @param root of either
   * @throws IOException when there is none
   */
  public static List<String> launcher(Path root) throws IOException {
    for (String place : List.of("bin/drydock", "drydock")) {
      Path found = root.resolve(place);
      if (Files.isRegularFile(found) && Files.isExecutable(found)) {
        return List.of(found.toString(), "node");
      }
    }
    throw new IOException(root + ": there is no launcher here that could start a node");
  }

  /**
   * Starts it, and waits until it serves.
   *
   * @param command the launcher and the node's flags
   * @param log a file to write its log to
   * @param aside is told what the launcher has to say, a line each; on another thread
   * @throws IOException when it cannot be started, or ends before it serves
   */
  public static LiveNode start(List<String> command, Path log, Consumer<String> aside)
      throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
    Writer lines = Files.newBufferedWriter(log);
    Process process;
    try {
      process = builder.start();
    } catch (IOException failure) {
      lines.close();
      throw failure;
    }
    var node = new LiveNode(process, log);
    Runtime.getRuntime().addShutdownHook(node.hook);
    boolean isDone = false;
    try {
      process.getOutputStream().close();
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      Thread.ofVirtual().start(() -> node.follow(out, lines, aside));
      node.awaitReady();
      isDone = true;
      return node;
    } finally {
      if (!isDone) {
        node.close();
      }
    }
  }

  /** Reads to the end: a full pipe would hold the node up. */
  private void follow(BufferedReader out, Writer lines, Consumer<String> aside) {
    try (out;
        lines) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.write(line + "\n");
        lines.flush();
        if (line.startsWith(LAUNCHER)) {
          aside.accept(line.substring(LAUNCHER.length()));
        } else if (line.contains(READY)) {
          isReady.complete(true);
        }
      }
      isReady.complete(false);
    } catch (IOException | UncheckedIOException failure) {
      isReady.completeExceptionally(failure);
    }
  }

  private void awaitReady() throws IOException {
    try {
      if (!isReady.get(READY_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IOException("the node ended before it served; its log is " + log);
      }
    } catch (TimeoutException late) {
      throw new IOException(
          "the node did not serve within " + READY_SECONDS_MAX + " s; its log is " + log, late);
    } catch (ExecutionException failure) {
      throw new IOException(log + ": the node's log cannot be kept", failure.getCause());
    } catch (InterruptedException interrupted) {
      throw interrupted();
    }
  }

  /** The process. */
  public long pid() {
    return process.pid();
  }

  /**
   * Ends it by SIGTERM and waits for the end.
   *
   * @return its exit code; 0 for an end in order
   * @throws IOException when it goes on; it is killed then
   */
  public int stop() throws IOException {
    // Process.destroy would close our end of its log, too.
    process.toHandle().destroy();
    try {
      if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IOException(
            "the node did not end within " + STOP_SECONDS_MAX + " s of SIGTERM; its log is " + log);
      }
      return process.exitValue();
    } catch (InterruptedException interrupted) {
      throw interrupted();
    } finally {
      close();
    }
  }

  /** Kills it where it still runs. */
  @Override
  public void close() {
    process.toHandle().destroyForcibly();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException isEnding) {
      return; // the hook runs already
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while waiting for the node");
  }
}
