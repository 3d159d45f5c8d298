package io.drydock.node.engine;

import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;

/**
 * What other threads want of the engine, in the order in which they said so.
 *
 * <p>Any thread puts, the engine's thread takes all at once. The lock is held for a few
 * instructions only, and the engine is woken only when it sleeps.
 */
final class Mailbox {

  private final int capacity;
  private final Thread owner;
  private ArrayDeque<Runnable> filling = new ArrayDeque<>();
  private ArrayDeque<Runnable> taken = new ArrayDeque<>();
  private boolean isClosed;
  private volatile boolean isAsleep;

  /**
   * An empty one.
   *
   * @param capacity how many may wait
   * @param owner the engine's thread
   */
  Mailbox(int capacity, Thread owner) {
    this.capacity = capacity;
    this.owner = owner;
  }

  /**
   * Puts a task at the end.
   *
   * @return {@link Outcome#FULL} or {@link Outcome#CLOSED} when it was not taken
   */
  Outcome put(Runnable task) {
    return put(task, capacity);
  }

  /** As {@link #put(Runnable)}, however many wait: for what cannot be asked again. */
  Outcome putAnyway(Runnable task) {
    return put(task, Integer.MAX_VALUE);
  }

  private Outcome put(Runnable task, int most) {
    synchronized (this) {
      if (isClosed) {
        return Outcome.CLOSED;
      }
      if (filling.size() >= most) {
        return Outcome.FULL;
      }
      filling.add(task);
    }
    if (isAsleep) {
      LockSupport.unpark(owner);
    }
    return Outcome.TAKEN;
  }

  /** What became of a task. */
  enum Outcome {
    /** It will run. */
    TAKEN,
    /** Too many wait. */
    FULL,
    /** The engine has ended. */
    CLOSED
  }

  /** All that waits, emptied by the caller before the next call. */
  ArrayDeque<Runnable> takeAll() {
    synchronized (this) {
      ArrayDeque<Runnable> all = filling;
      filling = taken;
      taken = all;
      return all;
    }
  }

  /** Wakes the engine without a task. */
  void wake() {
    LockSupport.unpark(owner);
  }

  /** Sleeps until something is put, or the time is over; may wake early. */
  void await(long nanos) {
    isAsleep = true;
    try {
      if (isEmpty()) {
        LockSupport.parkNanos(this, nanos);
      }
    } finally {
      isAsleep = false;
    }
  }

  /** Takes nothing any more. What waits can still be taken out. */
  void close() {
    synchronized (this) {
      isClosed = true;
    }
  }

  private boolean isEmpty() {
    synchronized (this) {
      return filling.isEmpty();
    }
  }
}
