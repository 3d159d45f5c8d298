package io.drydock.node.rpc.http2;

import java.util.concurrent.TimeUnit;

/**
 * Bounds the frames that cost us work and the client nothing: streams reset before their answer,
 * empty DATA, PRIORITY, SETTINGS. A client has a credit of a thousand, gets a hundred a second, and
 * earns one by each answer it takes.
 */
final class FloodGuard {
  private static final int CREDIT_MAX = 1_000;
  private static final int PER_SECOND = 100;

  private int credit = CREDIT_MAX;
  private long refilledNanos;

  FloodGuard(long nowNanos) {
    refilledNanos = nowNanos;
  }

  /** A request was answered. */
  void earn() {
    if (credit < CREDIT_MAX) {
      credit++;
    }
  }

  /** Takes one credit; false when there is none, which is a flood. */
  boolean spend(long nowNanos) {
    if (credit == 0) {
      long refill = (nowNanos - refilledNanos) * PER_SECOND / TimeUnit.SECONDS.toNanos(1);
      credit = (int) Math.min(CREDIT_MAX, refill);
      refilledNanos = nowNanos;
    }
    return credit-- > 0;
  }
}
