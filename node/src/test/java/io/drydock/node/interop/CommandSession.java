package io.drydock.node.interop;

import io.drydock.testdata.etcd.EtcdTool;
import io.drydock.testdata.etcd.Ran;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** An operator with etcdctl and curl at one server. */
final class CommandSession implements AutoCloseable {

  private static final String LEASE = "LEASE";
  private static final String REVISION = "REVISION";
  private static final int PUTS_MAX = 500;
  private static final int READ_SECONDS_MAX = 20;

  private final EtcdTool etcdctl;
  private final String url;
  private final Masks masks;
  private String lease = LEASE;
  private final Map<String, Running> running = new HashMap<>();

  private record Running(Process process, BufferedReader lines) {}

  CommandSession(EtcdTool etcdctl, String url, List<String> masks) {
    this.etcdctl = etcdctl;
    this.url = url;
    this.masks = new Masks(url.substring("http://".length()), masks);
  }

  /** What is on the screen after each step. */
  String run(CommandScript script) throws Exception {
    List<String> screen = new ArrayList<>();
    for (CommandScript.Step step : script.steps()) {
      screen.add(step + "\n" + masks.of(answer(step)));
    }
    return String.join("\n", screen);
  }

  private String answer(CommandScript.Step step) throws Exception {
    return switch (step.first()) {
      case "start" -> start(step);
      case "read" -> read(step.words().get(1), Integer.parseInt(step.words().get(2)));
      case "end" -> end(step.words().get(1));
      case "fill" -> fill(step.words().get(1), Integer.parseInt(step.words().get(2)));
      case "curl" -> curl(step.words().get(1));
      case "granted" -> grant(step.words().get(1));
      case "metric" -> metric(step.words().get(1));
      default -> screen(etcdctl.runWith(step.input(), known(step.words())));
    };
  }

  private List<String> known(List<String> words) throws IOException {
    String revision = words.contains(REVISION) ? revision() : REVISION;
    var patient = Stream.of("--command-timeout=60s", "--dial-timeout=20s");
    var named = words.stream().map(w -> w.replace(LEASE, lease).replace(REVISION, revision));
    return Stream.concat(patient, named).toList();
  }

  private String revision() throws IOException {
    return etcdctl.json("get", "any").path("header").path("revision").asText();
  }

  private String grant(String seconds) throws IOException {
    lease = Long.toHexString(etcdctl.json("lease", "grant", seconds).path("ID").asLong());
    return "";
  }

  private static String screen(Ran ran) {
    return ran.stdout() + ran.stderr() + "exit " + ran.exitCode();
  }

  private String start(CommandScript.Step step) throws IOException {
    Process process = etcdctl.start(known(step.after(2)));
    running.put(
        step.words().get(1), new Running(process, process.inputReader(StandardCharsets.UTF_8)));
    var input = process.outputWriter(StandardCharsets.UTF_8);
    input.write(step.input());
    input.flush();
    return "";
  }

  private String read(String name, int count)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      BufferedReader from = running.get(name).lines();
      lines.add(
          CompletableFuture.supplyAsync(() -> line(from)).get(READ_SECONDS_MAX, TimeUnit.SECONDS));
    }
    return String.join("\n", lines);
  }

  private static String line(BufferedReader from) {
    try {
      return String.valueOf(from.readLine());
    } catch (IOException closed) {
      return closed.toString();
    }
  }

  private String end(String name) throws InterruptedException {
    Process process = running.remove(name).process();
    process.toHandle().destroy();
    return "exit " + process.waitFor();
  }

  private String fill(String key, int bytes) throws IOException {
    String value = "x".repeat(bytes);
    for (int i = 0; i < PUTS_MAX; i++) {
      Ran put = etcdctl.runWith(value, List.of("put", key));
      if (put.exitCode() != 0) {
        return screen(put);
      }
    }
    throw new IOException(PUTS_MAX + " puts of " + bytes + " bytes, and none was refused");
  }

  private String curl(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = get(path);
    return answer.statusCode()
        + " "
        + answer.headers().map().get("content-type")
        + "\n"
        + answer.body();
  }

  private String metric(String name) throws IOException, InterruptedException {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> Double.valueOf(line.substring(name.length() + 1)).toString())
        .reduce("", String::concat);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(url + path)).build();
      return client.send(request, BodyHandlers.ofString());
    }
  }

  @Override
  public void close() {
    running.values().forEach(each -> each.process().destroyForcibly());
  }
}
