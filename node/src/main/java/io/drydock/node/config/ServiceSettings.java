package io.drydock.node.config;

/**
 * Limits of requests.
 *
 * @param maxTxnOps operations of a transaction
 * @param maxRequestBytes of a request as it goes into the log
 * @param requestTimeoutNanos that a request waits for its entry to be applied
 * @param watchProgressNanos of silence before a watcher is told the revision
 * @param leaseCheckpoint whether the time that leases still have is written down
 * @param leaseCheckpointPersist whether that holds over restarts
 * @param warnApplyNanos of applying, after which it is logged
 * @param warnUnaryNanos of a call, after which it is logged
 */
public record ServiceSettings(
    int maxTxnOps,
    long maxRequestBytes,
    long requestTimeoutNanos,
    long watchProgressNanos,
    boolean leaseCheckpoint,
    boolean leaseCheckpointPersist,
    long warnApplyNanos,
    long warnUnaryNanos) {

  /** What a message may have more than the request in it. */
  private static final long OVERHEAD_BYTES = 512 << 10;

  /** The longest message that is read. */
  public long maxMessageBytes() {
    return maxRequestBytes + OVERHEAD_BYTES;
  }
}
