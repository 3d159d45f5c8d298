package io.drydock.node.rpc.grpc;

import com.google.protobuf.MessageLite;

/** A call that gets one message back. */
public interface UnaryCall<R extends MessageLite> extends Call {
  /** Answers, and ends the call. */
  void reply(R response);
}
