package io.drydock.node.engine;

import io.drydock.node.watch.WatchSettings;

/**
 * How a member runs.
 *
 * @param tickMillis the heartbeat interval: one tick of raft's clock
 * @param electionTicks the election timeout in ticks
 * @param snapshotCount a snapshot is made when so many entries were applied since the last one
 * @param quotaBytes the backend may have that many; at most 0: no limit
 * @param maxRequestBytes a request may have that many in the log
 * @param mailboxCapacity requests that may wait for the engine
 */
public record EngineSettings(
    long tickMillis,
    int electionTicks,
    long snapshotCount,
    long quotaBytes,
    long maxRequestBytes,
    int mailboxCapacity) {

  /** What etcd 3.5 does without flags. */
  public static final EngineSettings DEFAULT =
      new EngineSettings(100, 10, 100_000, 2L << 30, 3 << 19, 1 << 16);

  private static final long GRACE_MILLIS = 5000;
  private static final long GRPC_OVERHEAD = 512 << 10;
  private static final long PROGRESS_MILLIS = 600_000;

  /** Checks the ranges. */
  public EngineSettings {
    if (tickMillis < 1 || electionTicks < 2 || snapshotCount < 1) {
      throw new IllegalArgumentException("times and counts of a member are positive");
    }
    if (maxRequestBytes < 1 || mailboxCapacity < 1) {
      throw new IllegalArgumentException("no request would pass");
    }
  }

  WatchSettings watches() {
    return new WatchSettings(
        Math.toIntExact(Math.min(Integer.MAX_VALUE, maxRequestBytes + GRPC_OVERHEAD)),
        PROGRESS_MILLIS);
  }

  /** How long a request waits: 5 s and two election timeouts (etcd, {@code ReqTimeout}). */
  long requestMillis() {
    return GRACE_MILLIS + 2 * electionTicks * tickMillis;
  }
}
