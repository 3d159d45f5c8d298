package io.drydock.node.rpc.grpc;

import io.drydock.node.rpc.http2.ServerConnection;
import io.drydock.node.rpc.http2.ServerStream;
import io.netty.buffer.ByteBuf;

/** A call that is answered with an error before anything of it is read. */
final class RefusedStream extends ServerStream {
  private final int httpStatus;
  private final GrpcStatus status;

  RefusedStream(ServerConnection connection, int streamId, int httpStatus, GrpcStatus status) {
    super(connection, streamId);
    this.httpStatus = httpStatus;
    this.status = status;
  }

  @Override
  protected void onBegin() {
    sendHeaders(Headers.trailersOnly(httpStatus, status), true);
  }

  @Override
  protected void onData(ByteBuf data) {
    // The answer has gone out already.
  }

  @Override
  protected void onEnd() {
    // The answer has gone out already.
  }

  @Override
  protected void onAbort() {
    // Nothing is under way.
  }
}
