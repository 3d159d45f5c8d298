package io.drydock.node.rpc.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;

/**
 * What a connection sends. Frames gather in one buffer that is flushed once per iteration of the
 * event loop; data beyond the peer's windows or the socket's buffer waits on its stream.
 */
final class Output {
  /** Frames are handed to the socket when so much has gathered, also within an iteration. */
  private static final int FLUSH_BYTES = 128 << 10;

  private static final int BUFFER_BYTES_MIN = 512;
  private static final int BUFFER_BYTES_MAX = 64 << 10;

  private final ChannelHandlerContext ctx;
  private final Runnable flushLater = this::flushLater;

  /** Streams with data to send, in turn, a frame each; a stream may stand here more than once. */
  private final ArrayDeque<ServerStream> waiting = new ArrayDeque<>(0);

  private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
  private int bufferBytes = BUFFER_BYTES_MIN;
  private boolean inRead;
  private boolean flushIsDue;
  private boolean closed;

  /** Bytes of DATA that the peer still takes on the connection. */
  private int window = Windows.DEFAULT_BYTES;

  private int peerInitialWindow = Windows.DEFAULT_BYTES;
  private int maxFrameBytes = Windows.FRAME_BYTES;
  private long queuedBytes;

  Output(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  /** The buffer to write frames to; what is in it goes out at the end of this iteration. */
  ByteBuf buffer() {
    if (buffer == Unpooled.EMPTY_BUFFER) {
      if (closed) {
        return Unpooled.buffer();
      }
      buffer = ctx.alloc().directBuffer(bufferBytes);
      if (!inRead && !flushIsDue) {
        flushIsDue = true;
        ctx.executor().execute(flushLater);
      }
    }
    return buffer;
  }

  /** Frames are read now: what is written meanwhile is flushed by {@link #endRead}. */
  void beginRead() {
    inRead = true;
  }

  void endRead() {
    inRead = false;
    flush();
  }

  /** Sends what waits, as far as windows and the socket take it, and flushes. */
  void flush() {
    drain();
    handOver();
  }

  private void flushLater() {
    flushIsDue = false;
    flush();
  }

  private void handOver() {
    if (buffer.isReadable()) {
      int bytes = buffer.readableBytes();
      bufferBytes =
          Math.clamp(Integer.highestOneBit(bytes) << 1, BUFFER_BYTES_MIN, BUFFER_BYTES_MAX);
      var full = buffer;
      buffer = Unpooled.EMPTY_BUFFER;
      ctx.writeAndFlush(full, ctx.voidPromise());
    }
  }

  private void drain() {
    while (!waiting.isEmpty() && window > 0 && ctx.channel().isWritable()) {
      var stream = waiting.poll();
      if (stream.sendFrame(this)) {
        waiting.add(stream);
      }
      if (buffer.readableBytes() >= FLUSH_BYTES) {
        handOver();
      }
    }
  }

  /** Lets a stream send from its queue when its turn comes. */
  void await(ServerStream stream) {
    waiting.add(stream);
    buffer(); // so that a flush is due
  }

  /** Whether a frame of that payload can go out now, past nobody. */
  boolean takes(int length) {
    return length <= maxFrameBytes && length <= window && ctx.channel().isWritable();
  }

  /** Counts DATA that was written. */
  void sent(int length) {
    window -= length;
    if (buffer.readableBytes() >= FLUSH_BYTES) {
      handOver();
    }
  }

  int window() {
    return window;
  }

  int maxFrameBytes() {
    return maxFrameBytes;
  }

  int peerInitialWindow() {
    return peerInitialWindow;
  }

  /** Sets what the peer's SETTINGS say about every stream opened from now on. */
  void setPeerInitialWindow(int bytes) {
    peerInitialWindow = bytes;
  }

  void setMaxFrameBytes(int bytes) {
    maxFrameBytes = bytes;
  }

  /** Grows the connection's window; false when it would exceed 2^31 - 1. */
  boolean grow(int bytes) {
    if (!Windows.canGrow(window, bytes)) {
      return false;
    }
    window += bytes;
    return true;
  }

  /** Counts bytes that streams queue, or with a negative number, have sent or dropped. */
  void queued(long bytes) {
    queuedBytes += bytes;
  }

  /** Bytes that wait on all streams. */
  long queuedBytes() {
    return queuedBytes;
  }

  /** Drops what was not flushed. */
  void close() {
    closed = true;
    waiting.clear();
    var rest = buffer;
    buffer = Unpooled.EMPTY_BUFFER;
    rest.release();
  }
}
