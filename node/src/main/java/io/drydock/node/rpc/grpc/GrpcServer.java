package io.drydock.node.rpc.grpc;

import io.drydock.node.rpc.http2.ServerConnection;
import io.drydock.node.rpc.http2.ServerStream;
import io.netty.handler.codec.http2.Http2Headers;

/** Serves the calls of all connections of a node. */
public final class GrpcServer {
  /** Of the heap, for requests that have come in part. */
  private static final int INCOMING_SHARE = 4;

  private final Services services;
  private final Callers callers;
  private final long maxMessageBytes;
  private final Traffic traffic = new Traffic();
  private final IncomingBudget incoming =
      new IncomingBudget(Runtime.getRuntime().maxMemory() / INCOMING_SHARE);

  /**
   * Serves these services.
   *
   * @param maxMessageBytes the longest request; a longer one is RESOURCE_EXHAUSTED
   */
  public GrpcServer(Services services, Callers callers, long maxMessageBytes) {
    this.services = services;
    this.callers = callers;
    this.maxMessageBytes = maxMessageBytes;
  }

  /** Bytes of messages so far. */
  public Traffic traffic() {
    return traffic;
  }

  /** The stream of a request whose content type is gRPC's. */
  public ServerStream open(ServerConnection connection, int streamId, Http2Headers headers) {
    var method = services.find(headers.path());
    if (method.isEmpty()) {
      var status = services.unknown(headers.path().toString());
      return new RefusedStream(connection, streamId, status);
    }
    return new GrpcStream<>(this, method.get(), connection, streamId, headers);
  }

  Callers callers() {
    return callers;
  }

  long maxMessageBytes() {
    return maxMessageBytes;
  }

  IncomingBudget incoming() {
    return incoming;
  }
}
