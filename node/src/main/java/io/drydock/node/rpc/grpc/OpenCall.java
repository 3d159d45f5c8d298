package io.drydock.node.rpc.grpc;

import com.google.protobuf.MessageLite;

/** A call before it is known how many messages it takes: what carries calls makes these. */
public interface OpenCall<R extends MessageLite> extends UnaryCall<R>, StreamCall<R> {}
