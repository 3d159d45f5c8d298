package io.drydock.node.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Puts a server under load and says how it went, as JSON in one line: what {@code
 * testdata/bench/node} uses where h2load, which sends the same request again and again, will not
 * do.
 *
 * <p>Arguments: host:port, then what to do, then {@code name=number} in any order.
 *
 * <pre>
 * fill       puts key after key once       first n bytes c m
 * puts       puts keys by chance           keys n bytes c m
 * mixed      half of them ranges           keys n bytes c m
 * paced      puts until stdin ends         keys rate bytes
 * watch      watchers of one key           streams watchers n bytes c
 * keepalive  renews leases                 n c m
 * snapshot   takes one
 * </pre>
 *
 * <p>{@code c} are connections, {@code m} calls under way on each, {@code n} calls in all. {@code
 * paced} says when it is warm, and counts from the first byte of stdin on.
 */
final class LoadClient {

  private final String address;
  private final Map<String, Long> numbers;
  private final Latencies latencies = new Latencies();

  private LoadClient(String address, Map<String, Long> numbers) {
    this.address = address;
    this.numbers = numbers;
  }

  /** Runs one load. */
  static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    Map<String, Long> numbers = new HashMap<>();
    for (int i = 2; i < arguments.length; i++) {
      String[] pair = arguments[i].split("=", 2);
      numbers.put(pair[0], Long.valueOf(pair[1]));
    }
    System.out.println(new LoadClient(arguments[0], numbers).run(arguments[1]));
  }

  private String run(String work) throws IOException, InterruptedException, ExecutionException {
    long begin = System.nanoTime();
    long count =
        switch (work) {
          case "fill" -> fill();
          case "puts" -> closed(seed -> Requests.puts(number("keys"), size("bytes"), seed));
          case "mixed" -> closed(seed -> Requests.mixed(number("keys"), size("bytes"), seed));
          case "paced" -> paced();
          case "watch" -> watch();
          case "keepalive" -> keepAlive();
          case "snapshot" -> snapshot();
          default -> throw new IllegalArgumentException("no such work: " + work);
        };
    double seconds = (System.nanoTime() - begin) / 1e9;
    return "{\"count\":%d,\"seconds\":%.4f,%s}".formatted(count, seconds, latencies.toJson());
  }

  private long number(String name) {
    if (!numbers.containsKey(name)) {
      throw new IllegalArgumentException(name + "= is missing");
    }
    return numbers.get(name);
  }

  private int size(String name) {
    return Math.toIntExact(number(name));
  }

  @FunctionalInterface
  private interface Source {
    Requests of(long seed);
  }

  @FunctionalInterface
  private interface Work {
    void on(Http2Link link, int connection) throws IOException, InterruptedException;
  }

  private long fill() throws IOException, InterruptedException, ExecutionException {
    var next = new AtomicLong(number("first"));
    return closed(_ -> Requests.fill(next, size("bytes")));
  }

  private long closed(Source source) throws IOException, InterruptedException, ExecutionException {
    int connections = size("c");
    long share = number("n") / connections;
    int atOnce = size("m");
    onEach(
        connections,
        (link, connection) ->
            new ClosedLoop(link, source.of(connection), latencies, share, atOnce).run(atOnce));
    return latencies.count();
  }

  private long paced() throws IOException, InterruptedException {
    var signals = new PacedPuts.Signals();
    Thread.ofVirtual().start(() -> listen(signals));
    try (var link = new Http2Link(address)) {
      var requests = Requests.puts(number("keys"), size("bytes"), 1);
      new PacedPuts(link, requests, latencies, number("rate"))
          .run(signals, () -> System.out.println("warm"));
    }
    return latencies.count();
  }

  private static void listen(PacedPuts.Signals signals) {
    try {
      signals.isCounting = System.in.read() >= 0;
      System.in.readAllBytes();
    } catch (IOException gone) {
      // Its end, too.
    }
    signals.isOver = true;
  }

  private long watch() throws IOException, InterruptedException {
    int connections = size("c");
    int streams = size("streams");
    int perStream = size("watchers");
    var fan = new WatchFan(streams * perStream, latencies);
    List<Http2Link> links = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      int share = streams / connections + (i < streams % connections ? 1 : 0);
      var link = new Http2Link(address);
      links.add(link);
      Thread.ofPlatform().daemon().start(() -> watch(fan, link, share, perStream));
    }
    try (var link = new Http2Link(address)) {
      fan.put(link, number("n"), size("bytes"));
    }
    return latencies.count();
  }

  /** Ends with the process; when it fails, the process has to fail, or it would wait for ever. */
  private static void watch(WatchFan fan, Http2Link link, int streams, int perStream) {
    try {
      fan.watch(link, streams, perStream);
    } catch (IOException lost) {
      System.err.println(lost.getMessage());
      Runtime.getRuntime().halt(1);
    }
  }

  private long keepAlive() throws IOException, InterruptedException, ExecutionException {
    int connections = size("c");
    int streams = size("m");
    long share = number("n") / connections;
    long first = System.nanoTime() & 0xffff_ffff_ffffL;
    onEach(
        connections,
        (link, connection) -> {
          var renewing = new KeepAlives(link, latencies, share);
          long lease = first + (long) connection * streams;
          renewing.grant(lease, streams);
          renewing.run(lease, streams);
        });
    return latencies.count();
  }

  private long snapshot() throws IOException {
    try (var link = new Http2Link(address)) {
      return new SnapshotRead().take(link);
    }
  }

  private void onEach(int connections, Work work)
      throws IOException, InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        int connection = i;
        running.add(
            threads.submit(() -> {
              try (var link = new Http2Link(address)) {
                work.on(link, connection);
              }
              return connection;
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
  }
}
