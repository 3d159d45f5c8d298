package io.drydock.node.rpc.http2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;

/**
 * A stream: one request and its answer. Subclasses take data as it comes and send in order:
 * headers, data, the end.
 */
public abstract class ServerStream {
  private static final byte[] NO_TRAILERS = {};

  private final ServerConnection connection;
  private final int id;
  private final ArrayDeque<ByteBuf> queue = new ArrayDeque<>(0);
  private long queuedBytes;
  private int sendWindow;
  private int receiveWindow = Windows.DEFAULT_BYTES;
  private boolean inputEnded;
  private boolean outputEnded;
  private boolean aborted;
  private boolean endIsQueued;
  private byte[] trailers = NO_TRAILERS;

  /** A stream that the client has just opened. */
  protected ServerStream(ServerConnection connection, int id) {
    this.connection = connection;
    this.id = id;
    this.sendWindow = connection.output().peerInitialWindow();
  }

  /** The request has begun; it may be answered from now on. */
  protected abstract void onBegin();

  /** Takes data of the request; it is valid during the call. */
  protected abstract void onData(ByteBuf data);

  /** The request is whole. */
  protected abstract void onEnd();

  /** The client took the stream back or is gone: nothing can be sent any more. */
  protected abstract void onAbort();

  /** Everything queued has gone out. */
  protected void onDrained() {}

  /** The time of {@link #deadlineNanos} has come. */
  protected void onDeadline() {}

  /** When {@link #onDeadline} is due on {@link System#nanoTime}'s scale; MAX_VALUE for never. */
  protected long deadlineNanos() {
    return Long.MAX_VALUE;
  }

  /** Its connection. */
  public final ServerConnection connection() {
    return connection;
  }

  /** Whether an answer can still be sent. */
  public final boolean isOpen() {
    return !outputEnded && !aborted && !endIsQueued;
  }

  /** Bytes of data that the client does not take yet. */
  protected final long queuedByteCount() {
    return queuedBytes;
  }

  /** Sends headers; with {@code end} they are the whole answer. */
  protected final void sendHeaders(byte[] block, boolean end) {
    var out = connection.output();
    FrameWriter.headers(out.buffer(), id, block, end, out.maxFrameBytes());
    connection.answered();
    if (end) {
      endOutput();
    }
  }

  /** Whether data of that length can go out at once, by {@link #beginData}. */
  protected final boolean canSend(int length) {
    return queue.isEmpty() && length <= sendWindow && connection.output().takes(length);
  }

  /**
   * Begins a frame of data, whose payload the caller writes whole before anything else.
   *
   * @param length as {@link #canSend} has allowed
   */
  protected final ByteBuf beginData(int length) {
    var out = connection.output();
    sendWindow -= length;
    out.sent(length);
    connection.answered();
    var buffer = out.buffer();
    FrameWriter.dataHead(buffer, id, length);
    return buffer;
  }

  /** Sends data as the client takes it. The buffer is released then. */
  protected final void queueData(ByteBuf data) {
    queue.add(data);
    queuedBytes += data.readableBytes();
    connection.output().queued(data.readableBytes());
    if (queue.size() == 1) {
      connection.output().await(this);
    }
  }

  /** Ends the answer after the data sent so far. */
  protected final void sendEnd() {
    sendTrailers(NO_TRAILERS);
  }

  /** Ends the answer with trailers after the data sent so far. */
  protected final void sendTrailers(byte[] block) {
    trailers = block;
    if (queue.isEmpty()) {
      writeEnd(connection.output());
    } else {
      endIsQueued = true;
    }
  }

  /** Takes the stream back, with an error of HTTP/2. */
  protected final void reset(Http2Error error) {
    if (!aborted && !outputEnded) {
      FrameWriter.reset(connection.output().buffer(), id, error.code());
      drop();
      connection.remove(this);
    }
  }

  /** Lets the client send so many bytes more. */
  protected final void grantWindow(int bytes) {
    if (!inputEnded && !aborted && bytes > 0) {
      receiveWindow += bytes;
      FrameWriter.windowUpdate(connection.output().buffer(), id, bytes);
    }
  }

  /** Bytes that the client may still send on this stream. */
  protected final int receiveWindow() {
    return receiveWindow;
  }

  /** Whether the request is whole. */
  protected final boolean isInputEnded() {
    return inputEnded;
  }

  final int id() {
    return id;
  }

  final int sendWindow() {
    return sendWindow;
  }

  final boolean isWaiting() {
    return !queue.isEmpty();
  }

  /** Takes a frame's bytes off the window; false when the client had no right to send them. */
  final boolean receive(int bytes) {
    receiveWindow -= bytes;
    return receiveWindow >= 0;
  }

  /** Takes data; its end is known first, so that an answer at once needs no reset. */
  final void take(ByteBuf data, boolean end) {
    inputEnded = end;
    onData(data);
    if (end && isOpen()) {
      onEnd();
    }
  }

  final void endInput() {
    inputEnded = true;
    onEnd();
  }

  /** Changes the send window; false when it would exceed 2^31 - 1. */
  final boolean growSendWindow(int by) {
    if (!Windows.canGrow(sendWindow, by)) {
      return false;
    }
    boolean wasShut = sendWindow <= 0;
    sendWindow += by;
    if (wasShut && sendWindow > 0 && !queue.isEmpty()) {
      connection.output().await(this);
    }
    return true;
  }

  /** Sends one frame from the queue; true when there is more that may be sent now. */
  final boolean sendFrame(Output out) {
    var head = queue.peek();
    if (head == null || sendWindow <= 0) {
      return false;
    }
    int length = Math.min(head.readableBytes(), Math.min(sendWindow, out.window()));
    length = Math.min(length, out.maxFrameBytes());
    FrameWriter.dataHead(out.buffer(), id, length);
    out.buffer().writeBytes(head, length);
    sendWindow -= length;
    queuedBytes -= length;
    out.queued(-length);
    out.sent(length);
    connection.answered();
    if (!head.isReadable()) {
      queue.poll().release();
    }
    if (queue.isEmpty()) {
      if (endIsQueued) {
        writeEnd(out);
      } else {
        onDrained();
      }
    }
    return !queue.isEmpty() && sendWindow > 0;
  }

  /** The client's RST_STREAM, or the end of the connection. */
  final void abort() {
    if (!aborted) {
      drop();
      onAbort();
    }
  }

  private void drop() {
    aborted = true;
    queue.forEach(ReferenceCountUtil::release);
    queue.clear();
    connection.output().queued(-queuedBytes);
    queuedBytes = 0;
  }

  private void writeEnd(Output out) {
    if (trailers.length == 0) {
      FrameWriter.emptyEnd(out.buffer(), id);
    } else {
      FrameWriter.headers(out.buffer(), id, trailers, true, out.maxFrameBytes());
    }
    endOutput();
  }

  private void endOutput() {
    outputEnded = true;
    if (!inputEnded) {
      // The client need not send the rest of what was answered already.
      FrameWriter.reset(connection.output().buffer(), id, Http2Error.NO_ERROR.code());
    }
    connection.finished(this);
  }
}
