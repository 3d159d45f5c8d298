package io.drydock.node.rpc.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Locale;
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

  private final HttpEdge edge;
  private final ArrayDeque<Http1Exchange> ahead = new ArrayDeque<>(0);
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
        new HttpServerCodec(limits),
        new HttpObjectAggregator(edge.maxBodyBytes()),
        new Http1Handler(edge));
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
      if (head.decoderResult().isFailure()) {
        LOG.debug("bad request of {}", ctx.channel().remoteAddress());
        var bad = new Http1Exchange(this, ctx, request(head), head);
        bad.respond(HttpAnswer.error(400, "400 Bad Request"));
        ctx.close();
        return;
      }
      ahead.add(new Http1Exchange(this, ctx, request(head), head));
    } finally {
      head.release();
    }
    if (ahead.size() > AHEAD_MAX) {
      ctx.channel().config().setAutoRead(false);
    }
    if (current.isEmpty()) {
      next(ctx);
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
    if (ahead.size() == AHEAD_MAX / 2) {
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
    if (cause instanceof IOException) {
      LOG.debug("lost {}: {}", ctx.channel().remoteAddress(), cause.getMessage());
    } else {
      LOG.error("a request of {} could not be served", ctx.channel().remoteAddress(), cause);
    }
    ctx.close();
  }
}
