package io.drydock.node.bench;

import java.util.Arrays;

/** Times of calls in nanoseconds. Any thread adds; whoever asks comes after. */
final class Latencies {

  private long[] nanos = new long[1 << 16];
  private int count;

  synchronized void add(long elapsedNanos) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = elapsedNanos;
  }

  synchronized int count() {
    return count;
  }

  /** Milliseconds that a share of all calls did not exceed; 0 without any. */
  private double millis(double share) {
    return count == 0 ? 0 : nanos[(int) Math.min(count - 1L, Math.round(share * count))] / 1e6;
  }

  /** As members of a JSON object. */
  synchronized String toJson() {
    Arrays.sort(nanos, 0, count);
    return "\"p50_ms\":%.4f,\"p99_ms\":%.4f,\"max_ms\":%.4f"
        .formatted(millis(0.5), millis(0.99), millis(1));
  }
}
