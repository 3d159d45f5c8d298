package io.drydock.testdata.etcd;

import io.drydock.testdata.HashKv;
import io.drydock.testdata.client.EtcdClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A real etcd server as a child process. It never outlives this JVM's orderly end, and {@link
 * #close} kills it; {@link #stop} is the clean end that leaves a data directory as an operator
 * would find it.
 *
 * <p>Safe for use by several threads.
 */
public final class Etcd implements AutoCloseable {
  /** A server on this machine is ready within a second or two; this bounds a hang. */
  private static final long READY_SECONDS_MAX = 60;

  private static final long STOP_SECONDS_MAX = 60;
  private static final String PORT_TAKEN = "address already in use";
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final EtcdOptions options;
  private final Process process;
  private final EtcdLog log;

  private Etcd(EtcdOptions options, Process process) {
    this.options = options;
    this.process = process;
    this.log = new EtcdLog(process, options.release() + " " + options.name());
  }

  /**
   * Starts a single member named {@code m1} and waits until it serves clients.
   *
   * @param flags further flags, such as {@code "--snapshot-count", "200"}
   * @throws IOException when it ends before it is ready; the message holds the end of its log
   */
  public static Etcd start(EtcdRelease release, Path dataDir, String... flags) throws IOException {
    var etcd = launch(EtcdOptions.single(release, dataDir, flags));
    if (etcd.becomesReady()) {
      return etcd;
    }
    if (!etcd.lostItsPort()) {
      throw etcd.notReady();
    }
    // Another process took one of the two ports between our choice and etcd's bind. That is the one
    // failure that is nobody's fault, so it gets one more choice of ports.
    return start(EtcdOptions.single(release, dataDir, flags));
  }

  /**
   * Starts a member on the given ports and waits until it serves clients.
   *
   * @throws IOException when it ends before it is ready; the message holds the end of its log
   */
  public static Etcd start(EtcdOptions options) throws IOException {
    var etcd = launch(options);
    etcd.awaitReady();
    return etcd;
  }

  /**
   * Starts a member and returns at once: members of a new cluster wait for each other.
   *
   * @throws IOException when the program cannot be run
   */
  public static Etcd launch(EtcdOptions options) throws IOException {
    var builder = new ProcessBuilder(options.command()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
    var process = builder.start();
    RUNNING.add(process);
    return new Etcd(options, process);
  }

  /**
   * Waits until the server serves clients, as its own log says.
   *
   * @throws IOException when it ends before that or takes more than a minute; it is killed then
   */
  public void awaitReady() throws IOException {
    if (!becomesReady()) {
      throw notReady();
    }
  }

  /** How it was started. */
  public EtcdOptions options() {
    return options;
  }

  /** The data directory. */
  public Path dataDir() {
    return options.dataDir();
  }

  /** The client URL. */
  public String clientUrl() {
    return options.ports().clientUrl();
  }

  /** The peer URL. */
  public String peerUrl() {
    return options.ports().peerUrl();
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether the process runs. */
  public boolean isRunning() {
    return process.isAlive();
  }

  /** The last lines of its log, oldest first; at most 500. */
  public List<String> log() {
    return log.lines();
  }

  /**
   * Waits for a line of its log.
   *
   * @return the line
   * @throws IOException when it ends, or a minute passes, without such a line; it is killed then
   */
  public String awaitLine(String text) throws IOException {
    try {
      Optional<String> line = log.await(text, TimeUnit.SECONDS.toMillis(READY_SECONDS_MAX));
      if (line.isEmpty()) {
        close();
        throw new IOException(describe(" did not say: " + text));
      }
      return line.get();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** A client of this member alone. */
  public EtcdClient client() {
    return new EtcdClient(clientUrl());
  }

  /** etcdctl of the same release, pointed at this member. */
  public EtcdTool etcdctl() {
    return EtcdTool.etcdctl(options.release(), clientUrl());
  }

  /**
   * HashKV of this member, through etcdctl: the JSON gateway of 3.4 and 3.5 has only the hash of
   * the whole backend.
   *
   * @param revision up to which; 0 for the current one
   * @throws IOException when the server refuses, such as below the compaction revision
   */
  public HashKv hashKv(long revision) throws IOException {
    var rev = Long.toString(revision);
    return HashKv.of(etcdctl().json("endpoint", "hashkv", "--rev", rev).path(0).path("HashKV"));
  }

  /**
   * Ends it with SIGTERM and waits for the end.
   *
   * @return the exit code; 143 when it died by the signal, as etcd does
   * @throws IOException when it has not ended within a minute; it is killed then
   */
  public int stop() throws IOException {
    signalStop();
    return awaitEnd("SIGTERM");
  }

  /**
   * Sends SIGTERM and returns at once, for several members that end together.
   *
   * @see #awaitEnd
   */
  public void signalStop() {
    // Process.destroy would also close our end of its log, and etcd then dies of SIGPIPE half-way.
    process.toHandle().destroy();
  }

  /**
   * Waits for the end that {@link #signalStop} or the server itself began.
   *
   * @param cause what should end it, for the error message
   * @return the exit code
   * @throws IOException when it has not ended within a minute; it is killed then
   */
  public int awaitEnd(String cause) throws IOException {
    try {
      if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        close();
        throw new IOException(describe(" did not end after " + cause));
      }
      log.awaitEnd();
      RUNNING.remove(process);
      return process.exitValue();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Kills it with SIGKILL and waits for the end: a crash, as far as etcd can tell. */
  public void kill() throws IOException {
    signalKill();
    awaitEnd("SIGKILL");
  }

  /** Sends SIGKILL and returns at once: a crash while others go on. */
  public void signalKill() {
    process.toHandle().destroyForcibly();
  }

  /**
   * Stops it and starts it again on the same directory and ports.
   *
   * @param flags the further flags from now on, in place of those it had
   * @throws IOException as {@link #stop} and {@link #start(EtcdOptions)}
   */
  public Etcd restart(String... flags) throws IOException {
    stop();
    return start(options.withoutFlags().with(flags));
  }

  /** Kills it when it still runs; waits until its log has ended. */
  @Override
  public void close() throws IOException {
    if (process.isAlive()) {
      kill();
    }
    RUNNING.remove(process);
  }

  private boolean becomesReady() throws IOException {
    try {
      return log.ready().get(READY_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IOException(describe(": its log could not be read"), e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Whether it ended because a port it was told to use was taken. */
  boolean lostItsPort() {
    return !process.isAlive() && log.contains(PORT_TAKEN);
  }

  private IOException notReady() throws IOException {
    var state =
        process.isAlive()
            ? " was not ready within " + READY_SECONDS_MAX + " s"
            : " ended before it was ready, with exit code " + process.exitValue();
    close();
    return new IOException(describe(state));
  }

  private String describe(String what) {
    return options.release()
        + " "
        + options.name()
        + " on "
        + options.dataDir()
        + what
        + "; the end of its log:\n"
        + String.join("\n", log.lines());
  }

  private static InterruptedIOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    var e = new InterruptedIOException("interrupted while waiting for etcd");
    e.initCause(cause);
    return e;
  }
}
