package io.drydock.node.rpc.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests over HTTP/1, one after the other: what a client sends ahead waits. */
public final class Http1Handler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Http1Handler.class);
  private static final int LINE_BYTES_MAX = 8 << 10;
  private static final int HEADER_BYTES_MAX = 64 << 10;

  /** Requests sent ahead of answers before no more are read. */
  private static final int AHEAD_MAX = 16;

  /** The same, in bytes of their bodies. */
  private static final int AHEAD_BYTES_MAX = 64 << 10;

  private final HttpEdge edge;
  private final ArrayDeque<Http1Exchange> ahead = new ArrayDeque<>(0);
  private long aheadBytes;
  private Optional<Http1Exchange> current = Optional.empty();

  private Http1Handler(HttpEdge edge) {
    this.edge = edge;
  }

  /** Lets a pipeline speak HTTP/1 from here on. */
  public static void install(ChannelPipeline pipeline, HttpEdge edge) {
    var limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LINE_BYTES_MAX)
            .setMaxHeaderSize(HEADER_BYTES_MAX);
    pipeline.addLast(
        new HttpServerCodec(limits), new BodyAggregator(edge.bodies()), new Http1Handler(edge));
  }

  HttpEdge edge() {
    return edge;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof FullHttpRequest head)) {
      ctx.fireChannelRead(message);
      return;
    }
    try {
      HttpRequest request = request(head);
      var objection = objection(head, request);
      if (objection.isPresent()) {
        refuse(ctx, head, objection.get());
      } else {
        ahead.add(new Http1Exchange(this, ctx, request, head));
        aheadBytes += request.body().length;
      }
    } finally {
      head.release();
    }
    if (current.isEmpty()) {
      next(ctx);
    }
    if (ahead.size() > AHEAD_MAX || aheadBytes > AHEAD_BYTES_MAX) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  /** What Go's net/http has against a request, as the first line of its answer. */
  private static Optional<String> objection(FullHttpRequest head, HttpRequest request) {
    if (head.decoderResult().isFailure()) {
      boolean isLong =
          head.decoderResult().cause() instanceof TooLongHttpHeaderException
              || head.decoderResult().cause() instanceof TooLongHttpLineException;
      return Optional.of(isLong ? "431 Request Header Fields Too Large" : "400 Bad Request");
    }
    var version = head.protocolVersion();
    int hosts = head.headers().getAll(HttpHeaderNames.HOST).size();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return Optional.of("505 HTTP Version Not Supported: unsupported protocol version");
    }
    if (hosts == 0 && version.equals(HttpVersion.HTTP_1_1)) {
      return Optional.of("400 Bad Request: missing required Host header");
    }
    return hosts > 1 || request.path().isEmpty()
        ? Optional.of("400 Bad Request")
        : Optional.empty();
  }

  /** Answers in its turn; then the connection is of no use any more. */
  private void refuse(ChannelHandlerContext ctx, FullHttpRequest head, String why) {
    LOG.debug("bad request of {}: {}", ctx.channel().remoteAddress(), why);
    HttpUtil.setKeepAlive(head, false);
    var nothing = new HttpRequest(head.method().name(), "", Map.of(), Map.of(), new byte[0]);
    var exchange = new Http1Exchange(this, ctx, nothing, head);
    if (current.isEmpty()) {
      exchange.respond(HttpEdge.status(why));
    } else {
      ahead.add(exchange);
    }
  }

  private static HttpRequest request(FullHttpRequest head) {
    var fields = new LinkedHashMap<String, String>();
    for (var field : head.headers()) {
      fields.putIfAbsent(field.getKey().toLowerCase(Locale.ROOT), field.getValue());
    }
    byte[] body = ByteBufUtil.getBytes(head.content());
    return HttpEdge.request(head.method().name(), head.uri(), fields, body);
  }

  /** Serves the next request; the one before has been answered. */
  void next(ChannelHandlerContext ctx) {
    current = Optional.ofNullable(ahead.poll());
    current.ifPresent(each -> aheadBytes -= each.request().body().length);
    if (ahead.size() <= AHEAD_MAX / 2 && aheadBytes <= AHEAD_BYTES_MAX) {
      ctx.channel().config().setAutoRead(true);
    }
    current.ifPresent(each -> edge.serve(each, ctx.pipeline().get(SslHandler.class) != null));
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      current.ifPresent(Http1Exchange::drained);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ahead.clear();
    current.ifPresent(Http1Exchange::abandon);
    current = Optional.empty();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException || cause instanceof CodecException) {
      LOG.debug("lost {}: {}", ctx.channel().remoteAddress(), cause.getMessage());
    } else if (cause instanceof BodyAggregator.TooBusyException) {
      LOG.debug("refused a request of {}: {}", ctx.channel().remoteAddress(), cause.getMessage());
      if (current.isEmpty()) {
        var busy = HttpResponseStatus.SERVICE_UNAVAILABLE;
        ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, busy));
      }
    } else {
      LOG.error("a request of {} could not be served", ctx.channel().remoteAddress(), cause);
    }
    ctx.close();
  }
}
