package io.drydock.node.backend;

import io.drydock.node.ClosingException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps native memory alive while somebody uses it: users enter and leave, the one who closes waits
 * until the last has left. Entering costs one atomic addition.
 */
final class Gate {

  private static final long CLOSING = 1L << 62;

  private final AtomicLong users = new AtomicLong();

  /**
   * Enters; to be followed by {@link #leave}.
   *
   * @throws ClosingException when the gate closes or is closed
   */
  void enter() {
    if (users.getAndIncrement() >= CLOSING) {
      leave();
      throw closed();
    }
  }

  void leave() {
    if (users.decrementAndGet() == CLOSING) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /** True once somebody has begun to close: who is inside for long should leave. */
  boolean isClosing() {
    return users.get() >= CLOSING;
  }

  /** What to throw then. */
  static ClosingException closed() {
    return new ClosingException();
  }

  /** Lets nobody in any more. False when somebody else has called it before. */
  boolean beginClose() {
    return users.getAndUpdate(now -> now | CLOSING) < CLOSING;
  }

  /** Waits until nobody is inside; an interrupt is kept for later. */
  void awaitEmpty() {
    boolean isInterrupted = false;
    synchronized (this) {
      while (users.get() != CLOSING) {
        try {
          wait();
        } catch (InterruptedException later) {
          isInterrupted = true;
        }
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
