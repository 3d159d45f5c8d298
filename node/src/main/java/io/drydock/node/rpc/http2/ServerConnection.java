package io.drydock.node.rpc.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection, from its preface to its end.
 *
 * <p>An error of one stream resets it; an error of the connection is told by GOAWAY and ends it
 * (RFC 9113, section 5.4). Owned by its event loop.
 */
public final class ServerConnection extends ByteToMessageDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);

  /** Small CONTINUATION frames of one header block; more are an attack. */
  private static final int SMALL_CONTINUATIONS_MAX = 10;

  private static final long KEEPALIVE_PING = 0x6472_7964_6f63_6b31L;
  private static final byte[] NO_DEBUG = {};

  private final ConnectionSettings settings;
  private final DefaultHttp2FrameReader reader;
  private final FrameEvents events;
  private final IntObjectHashMap<ServerStream> streams = new IntObjectHashMap<>();
  private ChannelHandlerContext ctx;
  private Output output;
  private PingPolicy pings;
  private FloodGuard flood;
  private boolean prefaceRead;
  private boolean closing;
  private boolean draining;
  private long lastReadNanos;
  private long nextDeadlineNanos = Long.MAX_VALUE;

  /** A connection whose preface is still to be read. */
  public ServerConnection(ConnectionSettings settings, StreamOpener opener) {
    this.settings = settings;
    this.events = new FrameEvents(this, opener, settings);
    var headers = new DefaultHttp2HeadersDecoder(true, settings.maxHeaderListBytes());
    this.reader = new DefaultHttp2FrameReader(headers, SMALL_CONTINUATIONS_MAX);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    output = new Output(context);
    pings = new PingPolicy(settings.minPingIntervalNanos());
    lastReadNanos = System.nanoTime();
    flood = new FloodGuard(lastReadNanos);
    var out = output.buffer();
    long listBytes = settings.maxHeaderListBytes();
    if (settings.maxConcurrentStreams() < ConnectionSettings.UNLIMITED_STREAMS) {
      long streamsMax = settings.maxConcurrentStreams();
      FrameWriter.settings(
          out,
          Http2CodecUtil.SETTINGS_MAX_CONCURRENT_STREAMS,
          streamsMax,
          Http2CodecUtil.SETTINGS_MAX_HEADER_LIST_SIZE,
          listBytes);
    } else {
      FrameWriter.settings(out, Http2CodecUtil.SETTINGS_MAX_HEADER_LIST_SIZE, listBytes);
    }
    FrameWriter.windowUpdate(out, 0, Windows.CONNECTION_BYTES - Windows.DEFAULT_BYTES);
    scheduleKeepalive(settings.pingAfterNanos());
  }

  /** Ends it when the streams that are open have ended; new ones are refused from now on. */
  public void shutDown() {
    if (!closing && !draining) {
      draining = true;
      var out = output.buffer();
      FrameWriter.goAway(out, events.lastStreamId(), Http2Error.NO_ERROR.code(), NO_DEBUG);
      closeIfDrained();
    }
  }

  /** Its event loop, on which alone it and its streams may be used. */
  public EventExecutor loop() {
    return ctx.executor();
  }

  /** Its channel's context, which tells of addresses and TLS. */
  public ChannelHandlerContext context() {
    return ctx;
  }

  /** Asks for {@link ServerStream#onDeadline} of a stream. */
  public void watchDeadline(long deadlineNanos) {
    if (deadlineNanos - nextDeadlineNanos < 0 || nextDeadlineNanos == Long.MAX_VALUE) {
      nextDeadlineNanos = deadlineNanos;
      long delay = deadlineNanos - System.nanoTime();
      ctx.executor().schedule(() -> meetDeadlines(deadlineNanos), delay, TimeUnit.NANOSECONDS);
    }
  }

  private void meetDeadlines(long scheduledFor) {
    if (scheduledFor != nextDeadlineNanos) {
      return;
    }
    nextDeadlineNanos = Long.MAX_VALUE;
    long now = System.nanoTime();
    long next = Long.MAX_VALUE;
    for (var stream : List.copyOf(streams.values())) {
      long deadline = stream.deadlineNanos();
      if (deadline == Long.MAX_VALUE) {
        continue;
      }
      if (deadline - now <= 0) {
        stream.onDeadline();
      } else if (next == Long.MAX_VALUE || deadline - next < 0) {
        next = deadline;
      }
    }
    if (next != Long.MAX_VALUE) {
      watchDeadline(next);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    lastReadNanos = System.nanoTime();
    output.beginRead();
    super.channelRead(context, message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    output.endRead();
    super.channelReadComplete(context);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    // A client that does not read its answers sends no more requests either.
    boolean writable = context.channel().isWritable();
    context.channel().config().setAutoRead(writable);
    if (writable) {
      output.flush();
    }
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (closing || !prefaceRead && !readPreface(in)) {
      return;
    }
    try {
      reader.readFrame(context, in, events);
    } catch (Http2Exception e) {
      fail(e);
    }
    if (closing) {
      in.skipBytes(in.readableBytes());
    }
  }

  private boolean readPreface(ByteBuf in) {
    var preface = Http2CodecUtil.connectionPrefaceBuf();
    try {
      if (in.readableBytes() < preface.readableBytes()) {
        return false;
      }
      if (!in.readSlice(preface.readableBytes()).equals(preface)) {
        in.skipBytes(in.readableBytes());
        ctx.close();
        return false;
      }
      prefaceRead = true;
      return in.isReadable();
    } finally {
      preface.release();
    }
  }

  private void fail(Http2Exception error) {
    if (error instanceof Http2Exception.StreamException one) {
      failStream(one);
    } else {
      endWith(error.error(), String.valueOf(error.getMessage()));
    }
  }

  private void failStream(Http2Exception.StreamException error) {
    if (!mayWaste()) {
      return;
    }
    events.skip(error.streamId());
    FrameWriter.reset(output.buffer(), error.streamId(), error.error().code());
    var stream = streams.remove(error.streamId());
    if (stream != null) {
      stream.abort();
      closeIfDrained();
    }
  }

  /** Says why, and closes. */
  void endWith(Http2Error error, String why) {
    if (closing) {
      return;
    }
    closing = true;
    LOG.debug("closing {}: {} {}", ctx.channel().remoteAddress(), error, why);
    var debug = why.getBytes(StandardCharsets.UTF_8);
    FrameWriter.goAway(output.buffer(), events.lastStreamId(), error.code(), debug);
    close();
  }

  private void close() {
    closing = true;
    output.flush();
    ctx.writeAndFlush(ctx.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) {
    closing = true;
    for (var stream : List.copyOf(streams.values())) {
      stream.abort();
    }
    streams.clear();
    output.close();
    reader.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof java.io.IOException) {
      LOG.debug("lost {}: {}", context.channel().remoteAddress(), cause.getMessage());
      context.close();
      return;
    }
    LOG.error("a request of {} could not be served", context.channel().remoteAddress(), cause);
    endWith(Http2Error.INTERNAL_ERROR, "");
  }

  private void scheduleKeepalive(long delayNanos) {
    ctx.executor().schedule(this::keepalive, delayNanos, TimeUnit.NANOSECONDS);
  }

  private void keepalive() {
    if (closing) {
      return;
    }
    long silent = System.nanoTime() - lastReadNanos;
    if (silent < settings.pingAfterNanos()) {
      scheduleKeepalive(settings.pingAfterNanos() - silent);
      return;
    }
    FrameWriter.ping(output.buffer(), KEEPALIVE_PING, false);
    long asked = lastReadNanos;
    ctx.executor()
        .schedule(() -> expectLife(asked), settings.pingTimeoutNanos(), TimeUnit.NANOSECONDS);
  }

  private void expectLife(long readBeforeNanos) {
    if (lastReadNanos == readBeforeNanos) {
      LOG.debug("closing {}: no answer to a ping", ctx.channel().remoteAddress());
      ctx.close();
    } else {
      keepalive();
    }
  }

  Output output() {
    return output;
  }

  IntObjectHashMap<ServerStream> streams() {
    return streams;
  }

  boolean isDraining() {
    return draining;
  }

  boolean isClosing() {
    return closing;
  }

  /** Whether a ping is in order; if not, the connection is being closed. */
  boolean mayPing() {
    boolean may = pings.permits(System.nanoTime(), !streams.isEmpty());
    if (!may) {
      endWith(Http2Error.ENHANCE_YOUR_CALM, "too_many_pings");
    }
    return may;
  }

  /**
   * Counts a frame that costs us and not the client; false when the connection is closed for it.
   */
  boolean mayWaste() {
    boolean may = flood.spend(System.nanoTime());
    if (!may) {
      endWith(Http2Error.ENHANCE_YOUR_CALM, "too many frames without a use");
    }
    return may;
  }

  void answered() {
    pings.forgive();
  }

  /** An answer has gone out whole. */
  void finished(ServerStream stream) {
    flood.earn();
    remove(stream);
  }

  void remove(ServerStream stream) {
    streams.remove(stream.id());
    closeIfDrained();
  }

  private void closeIfDrained() {
    if (draining && streams.isEmpty() && !closing) {
      close();
    }
  }
}
