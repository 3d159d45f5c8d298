package io.drydock.node.rpc.grpc;

import com.google.protobuf.MessageLite;
import io.drydock.node.RefusedException;

/** Serves calls of one message there and any number back. */
@FunctionalInterface
public interface StreamMethod<Q extends MessageLite, R extends MessageLite> {
  /**
   * Serves one call, on its event loop.
   *
   * @throws RefusedException instead of an answer
   */
  void call(Q request, StreamCall<R> call) throws RefusedException;
}
