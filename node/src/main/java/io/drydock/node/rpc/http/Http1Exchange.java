package io.drydock.node.rpc.http;

import io.drydock.node.rpc.grpc.Caller;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.EventExecutor;
import java.util.Locale;

/** A request over HTTP/1 and its answer. */
final class Http1Exchange implements Exchange {
  private static final Runnable NOTHING = () -> {};

  private final Http1Handler owner;
  private final ChannelHandlerContext ctx;
  private final HttpRequest request;
  private final HttpVersion version;
  private final boolean keepAlive;
  private Runnable onAbandoned = NOTHING;
  private Runnable onDrained = NOTHING;
  private boolean done;

  Http1Exchange(
      Http1Handler owner,
      ChannelHandlerContext ctx,
      HttpRequest request,
      io.netty.handler.codec.http.HttpRequest head) {
    this.owner = owner;
    this.ctx = ctx;
    this.request = request;
    this.version = head.protocolVersion();
    this.keepAlive = HttpUtil.isKeepAlive(head);
  }

  @Override
  public HttpRequest request() {
    return request;
  }

  @Override
  public Caller caller() {
    return owner.edge().callers().of(ctx);
  }

  @Override
  public EventExecutor loop() {
    return ctx.executor();
  }

  @Override
  public boolean isOpen() {
    return !done;
  }

  @Override
  public void respond(HttpAnswer answer) {
    if (done) {
      return;
    }
    var body = request.method().equals("HEAD") ? new byte[0] : answer.body();
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            Unpooled.wrappedBuffer(body));
    addFields(response, answer);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    finish(response);
  }

  @Override
  public void begin(HttpAnswer answer) {
    if (done) {
      return;
    }
    var status = HttpResponseStatus.valueOf(answer.status());
    var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
    addFields(response, answer);
    if (version.equals(HttpVersion.HTTP_1_1)) {
      response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    } else {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    ctx.write(response, ctx.voidPromise());
    write(answer.body());
  }

  private void addFields(HttpResponse response, HttpAnswer answer) {
    var headers = response.headers();
    owner
        .edge()
        .corsFields(request.field("origin"))
        .forEach((name, value) -> headers.set(spelled(name), value));
    answer.fields().forEach((name, value) -> headers.set(spelled(name), value));
    headers.set("Date", HttpDate.now());
    if (!keepAlive) {
      headers.set("Connection", HttpHeaderValues.CLOSE);
    } else if (!version.isKeepAliveDefault()) {
      headers.set("Connection", HttpHeaderValues.KEEP_ALIVE);
    }
  }

  /** As Go spells a field over HTTP/1: {@code content-type} is {@code Content-Type}. */
  private static String spelled(String name) {
    var words = new StringBuilder(name.length());
    for (String word : name.split("-", -1)) {
      if (!words.isEmpty()) {
        words.append('-');
      }
      words.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    return words.toString();
  }

  @Override
  public void write(byte[] part) {
    if (!done && part.length > 0) {
      ctx.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(part)), ctx.voidPromise());
    }
  }

  @Override
  public void end() {
    if (!done) {
      finish(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  private void finish(Object last) {
    done = true;
    boolean close =
        !keepAlive
            || !version.equals(HttpVersion.HTTP_1_1) && !(last instanceof DefaultFullHttpResponse);
    var written = ctx.writeAndFlush(last);
    if (close) {
      written.addListener(ChannelFutureListener.CLOSE);
    } else {
      owner.next(ctx);
    }
  }

  @Override
  public long queuedBytes() {
    Channel channel = ctx.channel();
    return channel.isWritable() ? 0 : channel.bytesBeforeWritable();
  }

  @Override
  public void onDrained(Runnable action) {
    onDrained = action;
  }

  @Override
  public void onAbandoned(Runnable action) {
    onAbandoned = action;
  }

  void drained() {
    onDrained.run();
  }

  void abandon() {
    done = true;
    var action = onAbandoned;
    onAbandoned = NOTHING;
    action.run();
  }
}
