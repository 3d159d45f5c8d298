package io.drydock.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the alerts and dashboards that etcd brings (contrib/mixin) ask of one member: each metric is
 * there, and those that a single put must move have moved, on etcd and on the node alike. Metrics
 * of peers are those of other members.
 */
class AlertsPeerTest {

  private static final Set<String> THERE =
      Set.of(
          "etcd_server_has_leader",
          "etcd_server_leader_changes_seen_total",
          "etcd_server_proposals_failed_total",
          "etcd_server_proposals_pending",
          "etcd_server_proposals_committed_total",
          "etcd_server_proposals_applied_total",
          "etcd_server_quota_backend_bytes",
          "etcd_mvcc_db_total_size_in_bytes",
          "etcd_mvcc_db_total_size_in_use_in_bytes",
          "etcd_disk_wal_fsync_duration_seconds_bucket",
          "etcd_disk_wal_fsync_duration_seconds_count",
          "etcd_disk_wal_fsync_duration_seconds_sum",
          "etcd_disk_backend_commit_duration_seconds_bucket",
          "etcd_disk_backend_commit_duration_seconds_count",
          "etcd_disk_wal_write_bytes_total",
          "etcd_network_client_grpc_received_bytes_total",
          "etcd_network_client_grpc_sent_bytes_total",
          "grpc_server_started_total",
          "grpc_server_handled_total",
          "process_resident_memory_bytes");

  private static final Set<String> STILL =
      Set.of("etcd_server_proposals_failed_total", "etcd_server_proposals_pending");

  @TempDir Path folder;

  @Test
  void whatAlertsLookAtIsThereAndMoves() throws Exception {
    try (Etcd etcd = Etcd.start(EtcdRelease.V3_5_30, folder.resolve("etcd"));
        var node = NodeProcess.start(folder.resolve("node"))) {
      for (String url : List.of(etcd.clientUrl(), "http://" + node.address())) {
        EtcdTool.etcdctl(EtcdRelease.V3_5_30, url).run("put", "a", "b").ok();
        List<String> lines = scrape(url);
        assertEquals(Set.of(), without(THERE, names(lines, false)), url + ": not there");
        assertEquals(STILL, without(THERE, names(lines, true)), url + ": all zero");
      }
    }
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    return all.stream().filter(each -> !some.contains(each)).collect(Collectors.toSet());
  }

  private static Set<String> names(List<String> lines, boolean hasMoved) {
    return lines.stream()
        .filter(line -> !line.startsWith("#"))
        .filter(line -> !hasMoved || Double.parseDouble(line.substring(line.lastIndexOf(' '))) > 0)
        .map(line -> line.split("[ {]", 2)[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> scrape(String url) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(url + "/metrics")).build();
      return client.send(request, BodyHandlers.ofLines()).body().toList();
    }
  }
}
