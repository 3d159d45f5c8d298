package io.drydock.node.rpc.grpc;

import java.util.concurrent.atomic.LongAdder;

/** Counts the bytes of messages of all calls, without their frames. */
public final class Traffic {
  private final LongAdder received = new LongAdder();
  private final LongAdder sent = new LongAdder();

  void received(int bytes) {
    received.add(bytes);
  }

  void sent(int bytes) {
    sent.add(bytes);
  }

  /** From clients. */
  public long receivedBytes() {
    return received.sum();
  }

  /** To clients. */
  public long sentBytes() {
    return sent.sum();
  }
}
