package io.drydock.node.admin.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names and buckets against those of real etcd 3.5.30. */
class MetricsPeerTest {
  /** Of what the node does not have: the v2 store, proxies, bbolt, Go, and what is told apart. */
  private static final Pattern NOT_OURS =
      Pattern.compile(
          "(go|promhttp|process|grpc)_.*|etcd_(debugging_store|grpc_proxy|debugging_disk)_.*"
              + "|etcd_(cluster_version|server_(version|go_version|id|client_requests_total))"
              + "|etcd_network_.*|etcd_server_healthchecks?(_total)?");

  @Test
  void namesAndBucketsAreEtcds(@TempDir Path directory) throws Exception {
    var metrics = new NodeMetrics();
    for (var reading : Reading.values()) {
      metrics.read(reading, () -> 0);
    }
    metrics.noteApply("Put", true, 0);
    var ours = new String(metrics.text(), StandardCharsets.UTF_8).lines().toList();
    try (var etcd = Etcd.start(EtcdRelease.V3_5_30, directory.resolve("data"))) {
      var theirs = scrape(etcd.clientUrl());
      var missing = new TreeSet<>(names(theirs));
      missing.removeAll(names(ours));
      missing.removeIf(name -> NOT_OURS.matcher(name).matches());
      assertEquals(new TreeSet<>(), missing);
      var wanted = buckets(theirs);
      buckets(ours).forEach((name, bounds) -> assertEquals(wanted.get(name), bounds, name));
    }
  }

  private static List<String> scrape(String url) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(url + "/metrics")).build();
      return client.send(request, BodyHandlers.ofLines()).body().toList();
    }
  }

  private static TreeSet<String> names(List<String> lines) {
    var names = new TreeSet<String>();
    for (var line : lines) {
      if (line.startsWith("# TYPE ")) {
        names.add(line.split(" ")[2]);
      }
    }
    return names;
  }

  /** Bounds of the histograms without labels, as numbers. */
  private static TreeMap<String, TreeSet<Double>> buckets(List<String> lines) {
    var bucket = Pattern.compile("(etcd_[a-z_]+)_bucket\\{le=\"([^\"]+)\"\\}.*");
    var found = new TreeMap<String, TreeSet<Double>>();
    for (var line : lines) {
      var matcher = bucket.matcher(line);
      if (matcher.matches()) {
        double bound =
            matcher.group(2).equals("+Inf")
                ? Double.POSITIVE_INFINITY
                : Math.round(Double.parseDouble(matcher.group(2)) * 1e6) / 1e6;
        found.computeIfAbsent(matcher.group(1), unused -> new TreeSet<>()).add(bound);
      }
    }
    return found;
  }
}
