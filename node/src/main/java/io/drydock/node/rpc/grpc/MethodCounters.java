package io.drydock.node.rpc.grpc;

import java.util.concurrent.atomic.LongAdder;

/** Counts the calls of one method. Written by event loops, read by whoever asks. */
public final class MethodCounters {
  private static final int CODES = 17;

  private final LongAdder started = new LongAdder();
  private final LongAdder received = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder[] handled = new LongAdder[CODES];

  MethodCounters() {
    for (int code = 0; code < CODES; code++) {
      handled[code] = new LongAdder();
    }
  }

  void start() {
    started.increment();
  }

  /** Counts a message of a client. */
  public void receive() {
    received.increment();
  }

  /** Counts a message to a client. */
  public void send() {
    sent.increment();
  }

  /** Counts the end of a call. */
  public void handle(int code) {
    handled[code].increment();
  }

  /** Calls begun. */
  public long started() {
    return started.sum();
  }

  /** Messages of clients. */
  public long received() {
    return received.sum();
  }

  /** Messages to clients. */
  public long sent() {
    return sent.sum();
  }

  /** Calls that ended with this code of gRPC, 0 to 16. */
  public long handled(int code) {
    return handled[code].sum();
  }
}
