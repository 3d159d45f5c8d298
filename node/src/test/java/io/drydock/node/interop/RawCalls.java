package io.drydock.node.interop;

import io.drydock.node.rpc.RawHttp2;
import io.drydock.node.rpc.http2.HeaderBlock;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** Calls of messages that are bytes: many at once over one connection. */
final class RawCalls implements AutoCloseable {
  private static final int WINDOW = 1 << 30;

  private final RawHttp2 client;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private int nextStream = 1;

  /**
   * How a call ended.
   *
   * @param code of gRPC; -1 for an end without one
   * @param text that came with it, with its escapes
   */
  record Ended(int code, String text) {}

  RawCalls(int port) throws IOException {
    client = RawHttp2.open(port);
    client.send(RawHttp2.SETTINGS, 0, 0, setting(4, WINDOW));
    client.send(RawHttp2.WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(WINDOW).array());
  }

  private static byte[] setting(int id, int value) {
    return ByteBuffer.allocate(6).putShort((short) id).putInt(value).array();
  }

  /** Calls once with each message and waits for all the ends, in the order of the messages. */
  List<Ended> call(String path, List<byte[]> messages) throws IOException {
    var ends = new TreeMap<Integer, Ended>();
    int first = nextStream;
    for (byte[] message : messages) {
      begin(path, message);
      if ((nextStream - first) / 2 - ends.size() >= 64) {
        awaitEnd(ends);
      }
    }
    while (ends.size() < messages.size()) {
      awaitEnd(ends);
    }
    return new ArrayList<>(ends.values());
  }

  private void begin(String path, byte[] message) throws IOException {
    byte[] head =
        HeaderBlock.ofTrailers()
            .add(":method", "POST")
            .add(":scheme", "http")
            .add(":path", path)
            .add(":authority", "h")
            .add("content-type", "application/grpc")
            .add("te", "trailers")
            .add("grpc-timeout", "400m")
            .encode();
    client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, nextStream, head);
    byte[] framed =
        ByteBuffer.allocate(5 + message.length)
            .put((byte) 0)
            .putInt(message.length)
            .put(message)
            .array();
    for (int at = 0; at < framed.length; at += 16_384) {
      int end = Math.min(framed.length, at + 16_384);
      int flags = end == framed.length ? RawHttp2.END_STREAM : 0;
      client.send(RawHttp2.DATA, flags, nextStream, Arrays.copyOfRange(framed, at, end));
    }
    nextStream += 2;
  }

  private void awaitEnd(TreeMap<Integer, Ended> ends) throws IOException {
    while (true) {
      var frame = client.read();
      if (frame.type() == RawHttp2.GOAWAY) {
        throw new IOException("the connection was ended with " + frame.errorCode());
      }
      if (frame.type() == RawHttp2.RST_STREAM && !ends.containsKey(frame.stream())) {
        ends.put(frame.stream(), new Ended(-1, "reset with " + frame.errorCode()));
        return;
      }
      if (frame.type() == RawHttp2.HEADERS) {
        Http2Headers fields = fields(frame);
        if (frame.isEnd()) {
          ends.put(frame.stream(), ended(fields));
          return;
        }
      }
    }
  }

  private Http2Headers fields(RawHttp2.Frame frame) throws IOException {
    try {
      return decoder.decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(frame.payload()));
    } catch (Http2Exception e) {
      throw new IOException("a block of header fields that cannot be read", e);
    }
  }

  private static Ended ended(Http2Headers fields) {
    var code = fields.get("grpc-status");
    var text = fields.get("grpc-message");
    return new Ended(
        code == null ? -1 : Integer.parseInt(code.toString()), text == null ? "" : text.toString());
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
