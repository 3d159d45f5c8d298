package io.drydock.testdata.etcd;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Runs etcd's own command-line tools: etcdctl against a server, etcdutl (or 3.4's etcdctl) on
 * files.
 */
public final class EtcdTool {
  private final List<String> prefix;

  private EtcdTool(Path program, String... flags) {
    this.prefix = Stream.concat(Stream.of(program.toString()), Stream.of(flags)).toList();
  }

  /** etcdctl, v3 API, against one endpoint. */
  public static EtcdTool etcdctl(EtcdRelease release, String clientUrl) {
    return new EtcdTool(release.etcdctl(), "--endpoints", clientUrl);
  }

  /**
   * The tool that works on files: etcdutl, or etcdctl for 3.4. Both know {@code snapshot status}
   * and {@code snapshot restore}, and {@code defrag --data-dir}.
   */
  public static EtcdTool offline(EtcdRelease release) {
    return new EtcdTool(release.etcdutl().orElseGet(release::etcdctl));
  }

  /** The same as a user of the auth store, for servers with auth enabled. */
  public EtcdTool as(String user, String password) {
    var flags = new ArrayList<>(prefix.subList(1, prefix.size()));
    flags.addAll(List.of("--user", user + ":" + password));
    return new EtcdTool(Path.of(prefix.getFirst()), flags.toArray(String[]::new));
  }

  /**
   * Runs it with these arguments and waits for its end.
   *
   * @throws IOException when the program cannot be run; a failing command is no exception
   */
  public Ran run(String... arguments) throws IOException {
    return runWith("", List.of(arguments));
  }

  /**
   * Runs it with this text as its standard input, and waits for its end.
   *
   * @throws IOException when the program cannot be run; a failing command is no exception
   */
  public Ran runWith(String input, List<String> arguments) throws IOException {
    var command = command(arguments);
    var process = start(arguments);
    try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
      stdin.write(input);
    }
    var stderr = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
    try {
      var stdout = text(process.getInputStream());
      return new Ran(command, process.waitFor(), stdout, stderr.join());
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(String.join(" ", command));
    }
  }

  /**
   * Runs it with {@code -w json} after these arguments.
   *
   * @throws IOException when it fails or prints something else
   */
  public JsonNode json(String... arguments) throws IOException {
    return run(Stream.concat(Stream.of(arguments), Stream.of("-w", "json")).toArray(String[]::new))
        .json();
  }

  /**
   * Starts it with these arguments, for a command that goes on until it is told to end.
   *
   * @throws IOException when the program cannot be run
   */
  public Process start(List<String> arguments) throws IOException {
    var builder = new ProcessBuilder(command(arguments));
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
    builder.environment().putAll(Map.of("ETCDCTL_API", "3"));
    return builder.start();
  }

  private List<String> command(List<String> arguments) {
    return Stream.concat(prefix.stream(), arguments.stream()).toList();
  }

  private static String text(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
