package io.drydock.node.rpc.http2;

import io.netty.buffer.ByteBuf;

/**
 * Writes frames.
 *
 * <pre>
 * offset | size | type   | field
 * 0      | 3    | u24 BE | payload length
 * 3      | 1    | u8     | type
 * 4      | 1    | u8     | flags
 * 5      | 4    | u31 BE | stream, 0 for the connection
 * 9      |      |        | payload
 * </pre>
 */
final class FrameWriter {
  private static final int HEAD_BYTES = 9;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;

  private static final int FLAG_END_STREAM = 1;
  private static final int FLAG_ACK = 1;
  private static final int FLAG_END_HEADERS = 4;

  private FrameWriter() {}

  /** The head of a DATA frame, whose payload the caller writes. */
  static void dataHead(ByteBuf out, int streamId, int length) {
    head(out, length, DATA, 0, streamId);
  }

  /** A DATA frame without data that ends the stream. */
  static void emptyEnd(ByteBuf out, int streamId) {
    head(out, 0, DATA, FLAG_END_STREAM, streamId);
  }

  /** A header block in one frame, or in as many as it needs. */
  static void headers(ByteBuf out, int streamId, byte[] block, boolean end, int maxFrameBytes) {
    int endStream = end ? FLAG_END_STREAM : 0;
    if (block.length <= maxFrameBytes) {
      head(out, block.length, HEADERS, endStream | FLAG_END_HEADERS, streamId);
      out.writeBytes(block);
      return;
    }
    head(out, maxFrameBytes, HEADERS, endStream, streamId);
    out.writeBytes(block, 0, maxFrameBytes);
    for (int from = maxFrameBytes; from < block.length; from += maxFrameBytes) {
      int length = Math.min(maxFrameBytes, block.length - from);
      int flags = from + length == block.length ? FLAG_END_HEADERS : 0;
      head(out, length, CONTINUATION, flags, streamId);
      out.writeBytes(block, from, length);
    }
  }

  static void reset(ByteBuf out, int streamId, long errorCode) {
    head(out, 4, RST_STREAM, 0, streamId);
    out.writeInt((int) errorCode);
  }

  static void windowUpdate(ByteBuf out, int streamId, int bytes) {
    head(out, 4, WINDOW_UPDATE, 0, streamId);
    out.writeInt(bytes);
  }

  /** Identifiers and values, alternating. */
  static void settings(ByteBuf out, long... pairs) {
    head(out, pairs.length / 2 * 6, SETTINGS, 0, 0);
    for (int at = 0; at < pairs.length; at += 2) {
      out.writeShort((int) pairs[at]);
      out.writeInt((int) pairs[at + 1]);
    }
  }

  static void settingsAck(ByteBuf out) {
    head(out, 0, SETTINGS, FLAG_ACK, 0);
  }

  static void ping(ByteBuf out, long content, boolean ack) {
    head(out, 8, PING, ack ? FLAG_ACK : 0, 0);
    out.writeLong(content);
  }

  static void goAway(ByteBuf out, int lastStreamId, long errorCode, byte[] debug) {
    head(out, 8 + debug.length, GOAWAY, 0, 0);
    out.writeInt(lastStreamId);
    out.writeInt((int) errorCode);
    out.writeBytes(debug);
  }

  private static void head(ByteBuf out, int length, int type, int flags, int streamId) {
    out.ensureWritable(HEAD_BYTES + length);
    out.writeInt(length << 8 | type);
    out.writeByte(flags);
    out.writeInt(streamId);
  }
}
