package io.drydock.tools.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** How long all of a command may take. */
public final class TimeLimit {

  private final Optional<Duration> whole;
  private final long startNanos = System.nanoTime();

  /** From now on; empty for no limit. */
  public TimeLimit(Optional<Duration> whole) {
    this.whole = whole;
  }

  /**
   * What is left of it, but no more than this.
   *
   * @throws IOException when it is over
   */
  Duration left(Duration most) throws IOException {
    check();
    Duration left = left().orElse(most);
    return left.compareTo(most) < 0 ? left : most;
  }

  /** What is left; never below zero. */
  Optional<Duration> left() {
    return whole.map(limit -> {
      Duration left = limit.minusNanos(System.nanoTime() - startNanos);
      return left.isNegative() ? Duration.ZERO : left;
    });
  }

  /**
   * For work that goes on without asking anybody.
   *
   * @throws IOException when it is over
   */
  public void check() throws IOException {
    if (left().map(Duration::isZero).orElse(false)) {
      throw over();
    }
  }

  IOException over() {
    return new IOException("--timeout " + GoDuration.text(whole.orElseThrow()) + " is over");
  }
}
