package io.drydock.node.boot;

import io.drydock.node.DiskTimes;
import io.drydock.node.admin.metrics.NodeMetrics;
import io.drydock.node.admin.metrics.Reading;
import io.drydock.node.admin.metrics.Timing;
import java.util.concurrent.atomic.LongAdder;

/** Shows as metrics how long the disk takes. */
final class DiskReadings implements DiskTimes {

  private static final double NANOS = 1e9;

  private final NodeMetrics metrics;
  private final LongAdder logBytes = new LongAdder();

  DiskReadings(NodeMetrics metrics) {
    this.metrics = metrics;
    metrics.read(Reading.WAL_BYTES, logBytes::sum);
  }

  @Override
  public void logWritten(long bytes, long nanos) {
    logBytes.add(bytes);
    metrics.note(Timing.WAL_WRITE, nanos / NANOS);
  }

  @Override
  public void logSynced(long nanos) {
    metrics.note(Timing.WAL_FSYNC, nanos / NANOS);
  }

  @Override
  public void backendCommitted(long nanos) {
    metrics.note(Timing.BACKEND_COMMIT, nanos / NANOS);
  }
}
