package io.drydock.tools.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that waits come to a good end when the user stops it (SIGINT, SIGTERM): its answer
 * is completed and written out, then the process dies by the signal as it would have anyhow.
 */
public final class Interrupt {

  /** Enough to write out what is there; a reader that does not read must not keep us. */
  private static final int GRACE_SECONDS = 5;

  private final CountDownLatch isDone = new CountDownLatch(1);
  private final Thread hook;

  private Interrupt(Runnable stop) {
    hook =
        new Thread(() -> {
          stop.run();
          awaitEnd();
        });
  }

  /**
   * From now on, until {@link #done}, a signal to stop calls this, on another thread; the process
   * then waits for {@link #done}, some seconds at most.
   */
  public static Interrupt calls(Runnable stop) {
    var interrupt = new Interrupt(stop);
    Runtime.getRuntime().addShutdownHook(interrupt.hook);
    return interrupt;
  }

  /** The answer is complete, whether a signal came or not. */
  public void done() {
    isDone.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException isStopping) {
      return; // the hook runs already, and has just been told
    }
  }

  private void awaitEnd() {
    try {
      isDone.await(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException enough) {
      Thread.currentThread().interrupt();
    }
  }
}
