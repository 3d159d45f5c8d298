package io.drydock.node.admin.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What metrics show. */
class NodeMetricsTest {
  @Test
  void aReadingIsAskedForEachTime() {
    var metrics = new NodeMetrics();
    long[] count = {4};
    metrics.read(Reading.HAS_LEADER, () -> 1).read(Reading.PUTS, () -> ++count[0]);
    assertTrue(text(metrics).contains("\netcd_mvcc_put_total 5.0\n"));
    var again = text(metrics);
    assertTrue(again.contains("# TYPE etcd_mvcc_put_total counter\netcd_mvcc_put_total 6.0\n"));
    assertTrue(again.contains("\netcd_server_has_leader 1.0\n"));
    assertFalse(metrics.missing().contains(Reading.PUTS));
  }

  @Test
  void timesFallIntoBuckets() {
    var metrics = new NodeMetrics();
    metrics.note(Timing.WAL_FSYNC, 0.003);
    metrics.noteApply("Put", true, 0.0003);
    var text = text(metrics);
    assertTrue(text.contains("etcd_disk_wal_fsync_duration_seconds_bucket{le=\"0.002\"} 0\n"));
    assertTrue(text.contains("etcd_disk_wal_fsync_duration_seconds_bucket{le=\"0.004\"} 1\n"));
    var labels = "{op=\"Put\",success=\"true\",version=\"v3\"}";
    assertTrue(text.contains("etcd_server_apply_duration_seconds_count" + labels + " 1"));
  }

  @Test
  void everyReadingCanBeShown() {
    var metrics = new NodeMetrics();
    for (var reading : Reading.values()) {
      metrics.read(reading, () -> 7);
      assertTrue(text(metrics).contains("\n" + reading.metric() + " 7.0\n"), reading.metric());
    }
    assertEquals(Set.of(), metrics.missing());
  }

  @Test
  void versionsAreLabels() {
    var metrics = new NodeMetrics();
    metrics.tell("etcd_server_version", "server_version", "3.5.30");
    assertTrue(text(metrics).contains("etcd_server_version{server_version=\"3.5.30\"} 1.0"));
  }

  private static String text(NodeMetrics metrics) {
    return new String(metrics.text(), StandardCharsets.UTF_8);
  }
}
