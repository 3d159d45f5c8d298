package io.drydock.node.rpc.grpc;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory for messages that have come in part, over all connections: clients that send beginnings
 * only cannot take more. Used by all event loops.
 */
public final class IncomingBudget {
  private final AtomicLong freeBytes;

  /** A budget of so many bytes. */
  public IncomingBudget(long bytes) {
    freeBytes = new AtomicLong(bytes);
  }

  /** Takes memory; false, and nothing is taken, when there is not so much. */
  public boolean take(long bytes) {
    if (freeBytes.addAndGet(-bytes) < 0) {
      freeBytes.addAndGet(bytes);
      return false;
    }
    return true;
  }

  /** Gives back what was taken. */
  public void giveBack(long bytes) {
    freeBytes.addAndGet(bytes);
  }
}
