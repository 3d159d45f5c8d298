package io.drydock.testdata.container;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container;

/**
 * A Docker daemon of the tests' own: started by the first test of a JVM that needs one, without a
 * network, and ended with that JVM, after Testcontainers has cleared up. Images stay in the cache
 * of the tests' peers; one JVM at a time has them. It needs root.
 *
 * <p>{@code DOCKER_HOST} names its socket; the build sets it, because Testcontainers looks there.
 */
public final class Docker {

  private static final String REPOSITORY = "drydock-debian";
  private static final String SOCKET_SCHEME = "unix://";
  private static final long START_SECONDS = 600;
  private static final long POLL_MILLIS = 100;

  /** Ends what it started when its stdin ends, which is when the JVM does. */
  private static final String UNTIL_THE_JVM_ENDS =
      "/usr/sbin/dockerd \"$@\" & pid=$!; cat >/dev/null; kill $pid; wait $pid;"
          + " umount \"$0\"/exec/netns/*; rm -rf \"$0\"";

  /** The only one. */
  private static final class Started {
    static final Docker DOCKER = new Docker();

    private Started() {}
  }

  private boolean isStarted;

  private Docker() {}

  /** True where {@link #start} can succeed: as root, with a daemon, images and a place to talk. */
  public static boolean isThere() {
    return "root".equals(System.getProperty("user.name"))
        && Files.isExecutable(Path.of("/usr/sbin/dockerd"))
        && Files.exists(Debian.BOOKWORM.tar())
        && Files.exists(Debian.TRIXIE.tar())
        && socket().isPresent();
  }

  private static Optional<Path> socket() {
    return Optional.ofNullable(System.getenv("DOCKER_HOST"))
        .filter(host -> host.startsWith(SOCKET_SCHEME))
        .map(host -> Path.of(host.substring(SOCKET_SCHEME.length())));
  }

  /**
   * The daemon, started if it is not.
   *
   * @throws IOException when it ends instead; the message holds what it said
   */
  public static Docker start() throws IOException {
    Docker docker = Started.DOCKER;
    synchronized (docker) {
      if (!docker.isStarted) {
        launch();
        docker.isStarted = true;
      }
    }
    return docker;
  }

  private static void launch() throws IOException {
    Path home = Files.createDirectories(Debian.cache().resolve("docker"));
    Path scratch = Files.createTempDirectory("drydock-docker-");
    Path log = home.resolve("log-" + ProcessHandle.current().pid());
    Path socket = socket().orElseThrow();
    Files.deleteIfExists(socket);
    Process daemon =
        new ProcessBuilder(
                "flock",
                home.resolve("lock").toString(),
                "sh",
                "-c",
                UNTIL_THE_JVM_ENDS,
                scratch.toString(),
                "--data-root=" + home.resolve("data"),
                "--exec-root=" + scratch.resolve("exec"),
                "--pidfile=" + scratch.resolve("pid"),
                "--host=" + SOCKET_SCHEME + socket,
                "--bridge=none",
                "--iptables=false")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    awaitAnswer(daemon, log);
    Files.delete(log);
  }

  /** The daemon writes a line when it listens, or cannot; it tells nobody else. */
  private static void awaitAnswer(Process daemon, Path log) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    String said = "";
    while (!said.contains("API listen on")) {
      boolean isOver = waitFor(daemon) || said.contains("failed to start daemon");
      if (isOver || System.nanoTime() > end) {
        throw new IOException("dockerd: " + said);
      }
      said = Files.readString(log);
    }
  }

  private static boolean waitFor(Process daemon) throws InterruptedIOException {
    try {
      return daemon.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("dockerd");
    }
  }

  /** A container of this release, with the host's network and these binds; close it. */
  public Machine run(Debian debian, String... binds) throws IOException {
    String image = REPOSITORY + ":" + debian.codename();
    DockerClient client = DockerClientFactory.lazyClient();
    if (client.listImagesCmd().withFilter("reference", List.of(image)).exec().isEmpty()) {
      ImageImport.of(debian.tar(), REPOSITORY, debian.codename(), socket().orElseThrow());
    }
    return Machine.start(image, binds);
  }

  /**
   * The name of the image of this archive, imported unless it was.
   *
   * @param tag what it is called; an archive of another age gets another image
   * @throws IOException when it cannot be imported
   */
  public String image(Path tar, String tag) throws IOException {
    String aged = tag + "-" + Files.getLastModifiedTime(tar).toMillis();
    String image = REPOSITORY + ":" + aged;
    DockerClient client = DockerClientFactory.lazyClient();
    if (client.listImagesCmd().withFilter("reference", List.of(image)).exec().isEmpty()) {
      ImageImport.of(tar, REPOSITORY, aged, socket().orElseThrow());
    }
    return image;
  }

  /** How a command in a container ended. */
  public record Ended(int code, String out, String err) {
    static Ended of(Container.ExecResult result) {
      return new Ended(result.getExitCode(), result.getStdout(), result.getStderr());
    }
  }
}
