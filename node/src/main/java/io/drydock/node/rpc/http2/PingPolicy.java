package io.drydock.node.rpc.http2;

import java.util.concurrent.TimeUnit;

/**
 * Counts a client's pings as grpc-go's server does: three that come too soon, without an answer of
 * ours between them, are too many. With no stream open a ping in two hours is allowed.
 *
 * <p>Source: google.golang.org/grpc internal/transport/http2_server.go, handlePing; etcd 3.5.30
 * does not permit pings without a stream.
 */
final class PingPolicy {
  private static final int STRIKES_MAX = 2;
  private static final long IDLE_INTERVAL_NANOS = TimeUnit.HOURS.toNanos(2);

  private final long minIntervalNanos;
  private boolean seen;
  private long lastNanos;
  private int strikes;

  PingPolicy(long minIntervalNanos) {
    this.minIntervalNanos = minIntervalNanos;
  }

  /** An answer was sent: pings until then were no abuse. */
  void forgive() {
    strikes = 0;
    seen = false;
  }

  /** Whether the client may have sent this ping. */
  boolean permits(long nowNanos, boolean hasStreams) {
    long interval = hasStreams ? minIntervalNanos : IDLE_INTERVAL_NANOS;
    if (seen && nowNanos - lastNanos < interval) {
      strikes++;
    }
    seen = true;
    lastNanos = nowNanos;
    return strikes <= STRIKES_MAX;
  }
}
