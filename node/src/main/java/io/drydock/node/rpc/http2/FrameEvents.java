package io.drydock.node.rpc.http2;

import static io.netty.handler.codec.http2.Http2Error.FLOW_CONTROL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.REFUSED_STREAM;
import static io.netty.handler.codec.http2.Http2Error.STREAM_CLOSED;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.List;

/** What a client's frames do to the streams and windows of its connection. */
final class FrameEvents extends Http2FrameAdapter {
  /** New streams are refused while so many bytes of answers wait for the client to take them. */
  private static final long QUEUED_BYTES_MAX = 64L << 20;

  private final ServerConnection connection;
  private final StreamOpener opener;
  private final ConnectionSettings settings;
  private int lastStreamId;
  private int receiveWindow = Windows.CONNECTION_BYTES;
  private boolean settingsRead;

  FrameEvents(ServerConnection connection, StreamOpener opener, ConnectionSettings settings) {
    this.connection = connection;
    this.opener = opener;
    this.settings = settings;
  }

  /** The highest stream that was opened; 0 for none. */
  int lastStreamId() {
    return lastStreamId;
  }

  /** Counts a stream as opened whose headers could not be read. */
  void skip(int streamId) {
    lastStreamId = Math.max(lastStreamId, streamId);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean end)
      throws Http2Exception {
    needSettings();
    if (connection.isClosing()) {
      return;
    }
    if (streamId > lastStreamId && (streamId & 1) == 1) {
      lastStreamId = streamId;
      open(streamId, headers, end);
      return;
    }
    var known = connection.streams().get(streamId);
    if (known != null && !known.isInputEnded() && end) {
      known.endInput(); // trailers, which no request of ours has a use for
    } else if (known == null && streamId > lastStreamId) {
      throw Http2Exception.connectionError(PROTOCOL_ERROR, "stream %d is ours", streamId);
    } else {
      throw Http2Exception.streamError(streamId, STREAM_CLOSED, "headers after the end");
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean end)
      throws Http2Exception {
    if (dependency == streamId) {
      skip(streamId);
      throw Http2Exception.streamError(streamId, PROTOCOL_ERROR, "it depends on itself");
    }
    onHeadersRead(ctx, streamId, headers, padding, end);
  }

  private void open(int streamId, Http2Headers headers, boolean end) throws Http2Exception {
    if (connection.isDraining()) {
      return; // beyond the last stream of our GOAWAY: the client knows that it was not begun
    }
    if (connection.streams().size() >= settings.maxConcurrentStreams()
        || connection.output().queuedBytes() > QUEUED_BYTES_MAX) {
      throw Http2Exception.streamError(streamId, REFUSED_STREAM, "too much is open");
    }
    if (headers.method() == null || headers.path() == null || headers.path().isEmpty()) {
      throw Http2Exception.streamError(
          streamId, PROTOCOL_ERROR, "a request without method or path");
    }
    var stream = opener.open(connection, streamId, headers);
    connection.streams().put(streamId, stream);
    stream.onBegin();
    if (end && stream.isOpen()) {
      stream.endInput();
    }
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean end)
      throws Http2Exception {
    needSettings();
    int bytes = data.readableBytes() + padding;
    receive(bytes);
    if (bytes == 0 && !end && !connection.mayWaste()) {
      return 0;
    }
    var stream = connection.streams().get(streamId);
    if (stream == null) {
      if (streamId > lastStreamId) {
        throw Http2Exception.connectionError(PROTOCOL_ERROR, "data before headers");
      }
      return bytes; // for a stream that was answered or taken back meanwhile
    }
    if (stream.isInputEnded()) {
      throw Http2Exception.streamError(streamId, STREAM_CLOSED, "data after the end");
    }
    if (!stream.receive(bytes)) {
      throw Http2Exception.streamError(streamId, FLOW_CONTROL_ERROR, "beyond the window");
    }
    stream.take(data, end);
    return bytes;
  }

  /** The connection's window is kept open: what a stream holds is bounded by the stream. */
  private void receive(int bytes) throws Http2Exception {
    receiveWindow -= bytes;
    if (receiveWindow < 0) {
      throw Http2Exception.connectionError(FLOW_CONTROL_ERROR, "beyond the connection's window");
    }
    if (receiveWindow < Windows.CONNECTION_BYTES / 2) {
      int grant = Windows.CONNECTION_BYTES - receiveWindow;
      receiveWindow += grant;
      FrameWriter.windowUpdate(connection.output().buffer(), 0, grant);
    }
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode)
      throws Http2Exception {
    if (streamId > lastStreamId) {
      throw Http2Exception.connectionError(PROTOCOL_ERROR, "reset of no stream");
    }
    var stream = connection.streams().remove(streamId);
    if (stream != null) {
      stream.abort();
      connection.remove(stream);
      connection.mayWaste();
    }
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings peer) throws Http2Exception {
    settingsRead = true;
    if (!connection.mayWaste()) {
      return;
    }
    var output = connection.output();
    if (peer.maxFrameSize() != null) {
      output.setMaxFrameBytes(peer.maxFrameSize());
    }
    if (peer.initialWindowSize() != null) {
      int change = peer.initialWindowSize() - output.peerInitialWindow();
      output.setPeerInitialWindow(peer.initialWindowSize());
      for (var stream : List.copyOf(connection.streams().values())) {
        if (!stream.growSendWindow(change)) {
          throw Http2Exception.connectionError(FLOW_CONTROL_ERROR, "window beyond 2^31 - 1");
        }
      }
    }
    FrameWriter.settingsAck(output.buffer());
  }

  @Override
  public void onPingRead(ChannelHandlerContext ctx, long content) {
    FrameWriter.ping(connection.output().buffer(), content, true);
    connection.mayPing();
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext ctx, int streamId, int dependency, short weight, boolean exclusive)
      throws Http2Exception {
    if (streamId == dependency) {
      throw Http2Exception.streamError(streamId, PROTOCOL_ERROR, "it depends on itself");
    }
    connection.mayWaste();
  }

  @Override
  public void onPushPromiseRead(
      ChannelHandlerContext ctx, int streamId, int promised, Http2Headers headers, int padding)
      throws Http2Exception {
    throw Http2Exception.connectionError(PROTOCOL_ERROR, "a client promises nothing");
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int bytes)
      throws Http2Exception {
    if (streamId == 0) {
      if (!connection.output().grow(bytes)) {
        throw Http2Exception.connectionError(FLOW_CONTROL_ERROR, "window beyond 2^31 - 1");
      }
      return;
    }
    if (streamId > lastStreamId) {
      throw Http2Exception.connectionError(PROTOCOL_ERROR, "window of no stream");
    }
    var stream = connection.streams().get(streamId);
    if (stream != null && !stream.growSendWindow(bytes)) {
      throw Http2Exception.streamError(streamId, FLOW_CONTROL_ERROR, "window beyond 2^31 - 1");
    }
  }

  private void needSettings() throws Http2Exception {
    if (!settingsRead) {
      throw Http2Exception.connectionError(PROTOCOL_ERROR, "the first frame is no SETTINGS");
    }
  }
}
