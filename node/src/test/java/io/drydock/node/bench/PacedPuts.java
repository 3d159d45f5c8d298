package io.drydock.node.bench;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * Puts at a fixed rate on one connection, whatever the server does. The time of a put counts from
 * when it was due, so that a server that stops does not stop the clock.
 */
final class PacedPuts implements Http2Link.Listener {

  private static final int PLACES = 1 << 16;
  private static final int WARM = 1000;

  private final Http2Link link;
  private final Requests requests;
  private final Latencies latencies;
  private final long periodNanos;
  private final long[] due = new long[PLACES];
  private Signals signals = new Signals();
  private Runnable warm = () -> {};
  private volatile long sent;
  private volatile boolean isOver;
  private boolean isWarm;
  private long done;

  /** What it is told meanwhile, by another thread. */
  static final class Signals {
    /** Times count from now on. */
    volatile boolean isCounting;

    /** It is enough. */
    volatile boolean isOver;
  }

  PacedPuts(Http2Link link, Requests requests, Latencies latencies, long perSecond) {
    this.link = link;
    this.requests = requests;
    this.latencies = latencies;
    this.periodNanos = 1_000_000_000L / perSecond;
  }

  /**
   * Puts until it is told to end; on return all are answered.
   *
   * @param warm is called when so many are answered that its own start is over
   */
  void run(Signals signals, Runnable warm) throws IOException, InterruptedException {
    this.signals = signals;
    this.warm = warm;
    var sender = Thread.ofPlatform().start(() -> send());
    while (!isOver || done < sent) {
      link.read(this);
    }
    sender.join();
  }

  private void send() {
    try {
      long next = System.nanoTime();
      while (!signals.isOver) {
        long wait = next - System.nanoTime();
        if (wait > 0) {
          LockSupport.parkNanos(wait);
          continue;
        }
        put(next);
        next += periodNanos;
      }
      isOver = true;
      put(System.nanoTime());
    } catch (IOException lost) {
      isOver = true;
    }
  }

  private void put(long dueNanos) throws IOException {
    var request = requests.next();
    int stream = link.open(request.path());
    due[stream / 2 & PLACES - 1] = dueNanos;
    sent++;
    link.send(stream, request.framed(), true);
    link.flush();
  }

  @Override
  public void data(int stream, byte[] bytes, int offset, int length) {
    // Only how long it takes is asked.
  }

  @Override
  public void ended(int stream, String status) throws IOException {
    if (!status.equals("0")) {
      throw new IOException("a put has ended with status " + status);
    }
    done++;
    if (signals.isCounting) {
      latencies.add(System.nanoTime() - due[stream / 2 & PLACES - 1]);
    } else if (!isWarm && done == WARM) {
      isWarm = true;
      warm.run();
    }
  }
}
