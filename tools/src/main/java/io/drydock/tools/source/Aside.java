package io.drydock.tools.source;

import io.drydock.formats.FormatException;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * One part of the work, done in a thread of its own while the caller does another. What it reads
 * must be made for it: {@link DbSource#viewForAnotherThread()}.
 *
 * <p>Closing waits for its end, whatever that is, so that nothing is unmapped under it.
 */
public final class Aside<T> implements AutoCloseable {

  private final FutureTask<T> task;
  private final Thread thread;

  private Aside(FutureTask<T> task, Thread thread) {
    this.task = task;
    this.thread = thread;
  }

  /** The work. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T run() throws IOException, FormatException;
  }

  /** Starts; the name is what a thread dump shows. */
  public static <T> Aside<T> start(String name, Work<T> work) {
    var task = new FutureTask<T>(work::run);
    return new Aside<>(task, Thread.ofPlatform().daemon().name(name).start(task));
  }

  /**
   * Waits for the result; what the work threw is thrown here.
   *
   * @throws IOException as the work
   * @throws FormatException as the work
   */
  public T result() throws IOException, FormatException {
    close();
    if (task.state() == Future.State.SUCCESS) {
      return task.resultNow();
    }
    switch (task.exceptionNow()) {
      case IOException failure -> throw failure;
      case FormatException damage -> throw damage;
      case RuntimeException bug -> throw bug;
      case Error error -> throw error;
      case Throwable other -> throw new IllegalStateException(other);
    }
  }

  /** Waits for the end of the work. */
  @Override
  public void close() {
    boolean isInterrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException later) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
