package io.drydock.node;

import io.drydock.formats.FormatException;
import io.drydock.node.admin.log.LogSettings;
import io.drydock.node.admin.log.Logs;
import io.drydock.node.admin.systemd.SystemdNotice;
import io.drydock.node.boot.Node;
import io.drydock.node.boot.OldGeneration;
import io.drydock.node.config.ConfigException;
import io.drydock.node.config.ConfigReader;
import io.drydock.node.config.ConfigReader.Asked;
import io.drydock.node.config.NodeConfig;
import io.drydock.node.storage.UnbootableException;
import java.io.IOException;
import java.io.PrintStream;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of a member: {@code drydock node}, or {@code etcd} by that name.
 *
 * <p>Exit codes are etcd's: 0 after SIGTERM or SIGINT, 1 when it cannot start or go on, 2 for a
 * command line that cannot be read.
 */
final class Main {
  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final LogSettings PLAIN =
      new LogSettings("info", List.of("stderr"), true, Optional.empty());

  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile Optional<Node> running = Optional.empty();
  private volatile int exitCode = OK;

  private Main() {}

  /** Runs until it is told to end. */
  static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.getenv(), System.out, System.err));
  }

  /** The same, for tests of what ends by itself. */
  static int run(
      List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    try {
      return switch (ConfigReader.read(arguments, environment)) {
        case Asked.Print(String text) -> {
          out.print(text);
          out.flush();
          yield OK;
        }
        case Asked.Serve(NodeConfig config) -> new Main().serve(config, environment);
      };
    } catch (ConfigException e) {
      if (e.exitCode() == ConfigException.USAGE) {
        err.println(e.getMessage());
        err.print(ConfigReader.usage());
      } else {
        refuse(e);
      }
      return e.exitCode();
    } catch (IOException e) {
      err.println("etcd: " + Words.of(e));
      return FAILED;
    }
  }

  private static void refuse(ConfigException refused) {
    try (var _ = Logs.start(PLAIN)) {
      log().atWarn().addKeyValue("error", refused.getMessage()).log("failed to verify flags");
    } catch (IOException e) {
      throw new IllegalStateException("stderr needs no file", e);
    }
  }

  private int serve(NodeConfig config, Map<String, String> environment) throws IOException {
    try (var _ = Logs.start(config.log())) {
      config.warnings().forEach(log()::warn);
      Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
      var node = start(config);
      if (node.isEmpty()) {
        return FAILED;
      }
      running = node;
      OldGeneration.keepSmall();
      notify(environment);
      return await(node.get());
    }
  }

  private static Optional<Node> start(NodeConfig config) {
    try {
      return Optional.of(Node.start(config));
    } catch (UnbootableException | FormatException | GeneralSecurityException e) {
      log().error(Logs.fatal(), e.getMessage());
    } catch (StopException e) {
      log().error(Logs.fatal(), "the member could not start: {}", e.getMessage());
    } catch (IOException e) {
      log().error(Logs.fatal(), Words.of(e));
    }
    return Optional.empty();
  }

  private static void notify(Map<String, String> environment) {
    var socket = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (socket.isEmpty()) {
      return;
    }
    try {
      SystemdNotice.ready(socket);
    } catch (IOException e) {
      log().warn("systemd does not know that the member is ready: {}", Words.of(e));
    }
  }

  /** Waits for the end, which only a failure brings about here: a signal ends in {@link #stop}. */
  private int await(Node node) {
    try {
      node.ended().get();
      stopped.await();
      return exitCode;
    } catch (ExecutionException e) {
      log().error(Logs.fatal(), "the member cannot go on", e.getCause());
      exitCode = FAILED;
      return FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  /**
   * Ends the process in order, at a signal or at its own wish. The JVM would end with a code of its
   * own after a signal, so the code is given here.
   */
  private void stop() {
    running.ifPresent(node -> {
      log().info("stopping: calls under way may end");
      node.close();
      log().info("stopped");
      stopped.countDown();
      Runtime.getRuntime().halt(exitCode);
    });
  }

  private static Logger log() {
    return LoggerFactory.getLogger(Main.class);
  }
}
