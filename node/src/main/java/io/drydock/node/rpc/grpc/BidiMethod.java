package io.drydock.node.rpc.grpc;

import com.google.protobuf.MessageLite;

/** Serves calls of any number of messages each way. */
@FunctionalInterface
public interface BidiMethod<Q extends MessageLite, R extends MessageLite> {
  /** Begins a call, on its event loop, and says what takes its messages. */
  Requests<Q> open(StreamCall<R> call);
}
