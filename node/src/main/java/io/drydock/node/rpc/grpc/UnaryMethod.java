package io.drydock.node.rpc.grpc;

import com.google.protobuf.MessageLite;
import io.drydock.node.RefusedException;

/** Serves calls of one message each way. */
@FunctionalInterface
public interface UnaryMethod<Q extends MessageLite, R extends MessageLite> {
  /**
   * Serves one call, on its event loop; answers by {@code call}, now or later, exactly once.
   *
   * @param request its byte strings may share one array with the rest of the message
   * @throws RefusedException instead of an answer
   */
  void call(Q request, UnaryCall<R> call) throws RefusedException;
}
