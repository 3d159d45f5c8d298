package io.drydock.node.rpc;

import io.drydock.node.rpc.grpc.GrpcServer;
import io.drydock.node.rpc.http.Http1Handler;
import io.drydock.node.rpc.http.HttpEdge;
import io.drydock.node.rpc.http.HttpStream;
import io.drydock.node.rpc.http2.ConnectionSettings;
import io.drydock.node.rpc.http2.ServerConnection;
import io.drydock.node.rpc.http2.ServerStream;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;

/**
 * What a listener speaks.
 *
 * @param speaks whether calls, plain requests or both are served
 * @param settings of HTTP/2 connections
 * @param grpc serves calls
 * @param edge serves plain requests
 */
record PortProtocols(Speaks speaks, ConnectionSettings settings, GrpcServer grpc, HttpEdge edge) {
  private static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
  private static final AsciiString GRPC = AsciiString.cached("application/grpc");

  void speakHttp1(ChannelHandlerContext ctx) {
    if (speaks == Speaks.GRPC) {
      ctx.close();
    } else {
      Http1Handler.install(ctx.pipeline(), edge);
    }
  }

  void speakHttp2(ChannelHandlerContext ctx) {
    ctx.pipeline().addLast(new ServerConnection(settings, this::open));
  }

  private ServerStream open(ServerConnection connection, int streamId, Http2Headers headers) {
    if (speaks == Speaks.HTTP || speaks == Speaks.ALL && !isGrpc(headers)) {
      return new HttpStream(edge, connection, streamId, headers);
    }
    return grpc.open(connection, streamId, headers);
  }

  private static boolean isGrpc(Http2Headers headers) {
    var type = headers.get(CONTENT_TYPE);
    return type != null && AsciiString.contains(type, GRPC);
  }
}
