package io.drydock.node.rpc.grpc;

import io.drydock.node.rpc.http2.ServerConnection;
import io.drydock.node.rpc.http2.ServerStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;

/** Serves the calls of all connections of a node. */
public final class GrpcServer {
  /** Of the heap, for requests that have come in part. */
  private static final int INCOMING_SHARE = 4;

  private static final AsciiString POST = AsciiString.cached("POST");
  private static final AsciiString ENCODING = AsciiString.cached("grpc-encoding");
  private static final AsciiString TIMEOUT = AsciiString.cached("grpc-timeout");

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
    if (!POST.contentEquals(headers.method())) {
      var why = "Received a HEADERS frame with :method \"%s\" which should be POST";
      var status = new GrpcStatus(GrpcStatus.INTERNAL, why.formatted(headers.method()));
      return new RefusedStream(connection, streamId, 405, status);
    }
    var method = services.find(headers.path());
    if (method.isEmpty()) {
      var status = services.unknown(headers.path().toString());
      return new RefusedStream(connection, streamId, 200, status);
    }
    var timeout = headers.get(TIMEOUT);
    try {
      long nanos = timeout == null ? Timeout.NONE : Timeout.nanos(timeout);
      var encoding = headers.get(ENCODING, "").toString();
      return new GrpcStream<>(
          this, method.get(), connection, new Opening(streamId, encoding, nanos));
    } catch (GrpcException e) {
      return new RefusedStream(connection, streamId, 400, e.status());
    }
  }

  /**
   * How a call begins: what is kept of its headers, which may be long, while it is open.
   *
   * @param streamId of HTTP/2
   * @param encoding of compressed messages; empty when none is named
   * @param timeoutNanos that it may take; {@link Timeout#NONE} for any
   */
  record Opening(int streamId, String encoding, long timeoutNanos) {}

  Callers callers() {
    return callers;
  }

  long maxMessageBytes() {
    return maxMessageBytes;
  }

  /** Memory for requests that have come in part, of whatever protocol. */
  public IncomingBudget incoming() {
    return incoming;
  }
}
