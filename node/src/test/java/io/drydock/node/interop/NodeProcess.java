package io.drydock.node.interop;

import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A member as a process of its own, that can be killed. */
final class NodeProcess implements AutoCloseable {

  private static final int END_SECONDS_MAX = 30;

  private final Process process;
  private final Ports ports;
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private Thread reader;

  private NodeProcess(Process process, Ports ports) {
    this.process = process;
    this.ports = ports;
  }

  /**
   * Starts it on free ports, and waits until it serves.
   *
   * @throws IOException when it ends before, with its log
   */
  static NodeProcess start(Path dataDir, String... flags) throws IOException {
    return start(List.of(), dataDir, flags);
  }

  /**
   * The same with options for its JVM.
   *
   * @throws IOException when it ends before, with its log
   */
  static NodeProcess start(List<String> jvm, Path dataDir, String... flags) throws IOException {
    return start(List.of(), jvm, dataDir, flags);
  }

  /**
   * The same by a program that is given the member's command line.
   *
   * @throws IOException when it ends before, with its log
   */
  static NodeProcess startBehind(List<String> program, Path dataDir) throws IOException {
    return start(program, List.of(), dataDir);
  }

  private static NodeProcess start(
      List<String> program, List<String> jvm, Path dataDir, String... flags) throws IOException {
    Ports ports = Ports.pick();
    List<String> command = new ArrayList<>(program);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath()));
    command.addAll(jvm);
    command.add("io.drydock.node.Main");
    command.addAll(List.of("--data-dir", dataDir.toString()));
    command.addAll(List.of("--listen-client-urls", ports.clientUrl()));
    command.addAll(List.of("--advertise-client-urls", ports.clientUrl()));
    command.addAll(List.of(flags));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
    var node = new NodeProcess(builder.start(), ports);
    node.awaitReady();
    return node;
  }

  /**
   * Starts it as a member of the same name and peer URL as this one, and so with the same ids.
   *
   * @throws IOException when it ends before it serves, with its log
   */
  static NodeProcess startLike(Etcd etcd, Path dataDir, String... flags) throws IOException {
    String name = etcd.options().name();
    List<String> all =
        new ArrayList<>(
            List.of(
                "--name",
                name,
                "--initial-advertise-peer-urls",
                etcd.peerUrl(),
                "--initial-cluster",
                name + "=" + etcd.peerUrl()));
    all.addAll(List.of(flags));
    return start(dataDir, all.toArray(String[]::new));
  }

  /** Of this JVM's tests. */
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private void awaitReady() throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      log.add(line);
      if (line.contains("ready to serve client requests")) {
        reader = Thread.ofVirtual().start(() -> drain(lines));
        return;
      }
    }
    throw new IOException("the member ended before it served:\n" + String.join("\n", log));
  }

  /** A full pipe would hold the member up. */
  private void drain(BufferedReader lines) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (log) {
          log.add(line);
          log.notifyAll();
        }
      }
    } catch (IOException closed) {
      // It was killed.
    }
  }

  /** Lines of its log that tell of what should not be. */
  List<String> complaints() {
    return List.copyOf(log).stream()
        .filter(line -> line.matches(".*(\"level\":\"(error|fatal|panic)|nexpected|Exception).*"))
        .toList();
  }

  /** Waits until its log has so many lines that hold a text. */
  void awaitLine(String text, int count) throws InterruptedException {
    synchronized (log) {
      while (log.stream().filter(line -> line.contains(text)).count() < count) {
        log.wait();
      }
    }
  }

  /** The process id. */
  long pid() {
    return process.pid();
  }

  /** The number of the port for clients. */
  int port() {
    return ports.client();
  }

  /** Host and port for clients. */
  String address() {
    return "127.0.0.1:" + ports.client();
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM; its exit code. */
  int stop() throws InterruptedException {
    process.toHandle().destroy();
    return awaitEnd();
  }

  /** Waits for an end that is due; its exit code. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no end after " + END_SECONDS_MAX + " s");
    }
    reader.join();
    return process.exitValue();
  }

  /** All that it has said, once it has ended. */
  String log() {
    return String.join("\n", log);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
