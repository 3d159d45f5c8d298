package io.drydock.node.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/**
 * A connection of a gRPC client that costs little: blocking, without buffers for each stream, with
 * windows so wide that the server never waits for them.
 *
 * <p>One thread reads; another may send at the same time.
 */
final class Http2Link implements AutoCloseable {

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int FRAME_HEAD = 9;
  private static final int FRAME_MAX = 16_384;
  private static final int WINDOW_AT_FIRST = 65_535;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int GRANT_BYTES = 1 << 24;
  private static final AsciiString STATUS = AsciiString.of("grpc-status");

  private final Socket socket = new Socket();
  private final DataOutputStream out;
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 18];
  private final byte[] authority;
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private final ArrayDeque<Held> held = new ArrayDeque<>();
  private int begin;
  private int end;
  private long window = WINDOW_AT_FIRST;
  private int ungranted;
  private int nextStream = 1;

  /** What waits for room in the connection's window. */
  private record Held(int stream, byte[] framed, boolean isLast) {}

  /** Hears what the server says. */
  interface Listener {
    /** A part of the answers on a stream: gRPC frames, cut anywhere. */
    void data(int stream, byte[] bytes, int offset, int length) throws IOException;

    /** The stream is over; the status is gRPC's. */
    void ended(int stream, String status) throws IOException;
  }

  Http2Link(String address) throws IOException {
    int colon = address.lastIndexOf(':');
    var port = Integer.parseInt(address.substring(colon + 1));
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(address.substring(0, colon), port));
    authority = address.getBytes(StandardCharsets.US_ASCII);
    in = socket.getInputStream();
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
    out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    frameHead(SETTINGS, 0, 0, 6);
    out.writeShort(INITIAL_WINDOW_SIZE);
    out.writeInt(Integer.MAX_VALUE);
    grant(Integer.MAX_VALUE - WINDOW_AT_FIRST);
    out.flush();
  }

  /** A message as gRPC frames it. */
  static byte[] framed(byte[] message) {
    byte[] framed = new byte[message.length + 5];
    for (int i = 0; i < Integer.BYTES; i++) {
      framed[1 + i] = (byte) (message.length >>> (24 - 8 * i));
    }
    System.arraycopy(message, 0, framed, 5, message.length);
    return framed;
  }

  /** Opens a stream; its number. Nothing is sent before {@link #flush}. */
  synchronized int open(AsciiString path) throws IOException {
    int stream = nextStream;
    nextStream += 2;
    Http2Headers headers =
        ReadOnlyHttp2Headers.clientHeaders(
            false,
            AsciiString.of("POST"),
            path,
            AsciiString.of("http"),
            new AsciiString(authority),
            AsciiString.of("content-type"),
            AsciiString.of("application/grpc"),
            AsciiString.of("te"),
            AsciiString.of("trailers"));
    ByteBuf block = Unpooled.buffer(128);
    try {
      encoder.encodeHeaders(stream, headers, block);
    } catch (Http2Exception impossible) {
      throw new IOException(impossible);
    }
    frameHead(HEADERS, END_HEADERS, stream, block.readableBytes());
    out.write(block.array(), block.arrayOffset(), block.readableBytes());
    return stream;
  }

  /** Sends a framed message, or holds it until the server takes more. */
  synchronized void send(int stream, byte[] framed, boolean isLast) throws IOException {
    if (!held.isEmpty() || framed.length > window) {
      held.add(new Held(stream, framed, isLast));
    } else {
      write(stream, framed, isLast);
    }
  }

  private void write(int stream, byte[] framed, boolean isLast) throws IOException {
    window -= framed.length;
    for (int at = 0; at < framed.length; at += FRAME_MAX) {
      int part = Math.min(FRAME_MAX, framed.length - at);
      boolean isEnd = isLast && at + part == framed.length;
      frameHead(DATA, isEnd ? END_STREAM : 0, stream, part);
      out.write(framed, at, part);
    }
  }

  synchronized void flush() throws IOException {
    out.flush();
  }

  private void frameHead(int type, int flags, int stream, int length) throws IOException {
    out.writeInt(length << 8 | type);
    out.writeByte(flags);
    out.writeInt(stream);
  }

  private void grant(int bytes) throws IOException {
    frameHead(WINDOW_UPDATE, 0, 0, Integer.BYTES);
    out.writeInt(bytes);
  }

  /** Reads a frame and tells of it; sends what waits when nothing more has come. */
  void read(Listener listener) throws IOException {
    if (end - begin < FRAME_HEAD && in.available() == 0) {
      flush();
    }
    fill(FRAME_HEAD);
    int length = (buffer[begin] & 0xff) << 16 | number(begin + 1, 2);
    int type = buffer[begin + 3];
    int flags = buffer[begin + 4];
    int stream = number(begin + 5, Integer.BYTES);
    begin += FRAME_HEAD;
    fill(length);
    int at = begin;
    begin += length;
    switch (type) {
      case DATA -> data(stream, flags, at, length, listener);
      case HEADERS -> headers(stream, flags, at, length, listener);
      case RST_STREAM -> listener.ended(stream, "reset " + number(at, Integer.BYTES));
      case GOAWAY -> throw new IOException("the server says goodbye: " + text(at, length));
      default -> control(type, flags, stream, at, length);
    }
  }

  private void data(int stream, int flags, int at, int length, Listener listener)
      throws IOException {
    if ((flags & PADDED) != 0) {
      throw new IOException("padded");
    }
    listener.data(stream, buffer, at, length);
    ungranted += length;
    if (ungranted > GRANT_BYTES) {
      synchronized (this) {
        grant(ungranted);
      }
      ungranted = 0;
    }
    if ((flags & END_STREAM) != 0) {
      listener.ended(stream, "no trailers");
    }
  }

  private void headers(int stream, int flags, int at, int length, Listener listener)
      throws IOException {
    if ((flags & END_HEADERS) == 0 || (flags & PADDED) != 0) {
      throw new IOException("a header block in parts");
    }
    Http2Headers headers;
    try {
      headers = decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(buffer, at, length));
    } catch (Http2Exception malformed) {
      throw new IOException(malformed);
    }
    if ((flags & END_STREAM) != 0) {
      listener.ended(stream, String.valueOf(headers.get(STATUS)));
    }
  }

  private synchronized void control(int type, int flags, int stream, int at, int length)
      throws IOException {
    if (type == SETTINGS && (flags & ACK) == 0) {
      frameHead(SETTINGS, ACK, 0, 0);
    } else if (type == PING && (flags & ACK) == 0) {
      frameHead(PING, ACK, 0, length);
      out.write(buffer, at, length);
    } else if (type == WINDOW_UPDATE && stream == 0) {
      window += number(at, Integer.BYTES);
      while (!held.isEmpty() && held.peek().framed.length <= window) {
        Held next = held.poll();
        write(next.stream, next.framed, next.isLast);
      }
    }
  }

  private String text(int at, int length) {
    return new String(buffer, at, length, StandardCharsets.ISO_8859_1);
  }

  private int number(int at, int bytes) {
    int number = 0;
    for (int i = 0; i < bytes; i++) {
      number = number << 8 | buffer[at + i] & 0xff;
    }
    return number;
  }

  private void fill(int bytes) throws IOException {
    if (buffer.length - begin < bytes) {
      System.arraycopy(buffer, begin, buffer, 0, end - begin);
      end -= begin;
      begin = 0;
    }
    while (end - begin < bytes) {
      int got = in.read(buffer, end, buffer.length - end);
      if (got < 0) {
        throw new EOFException("the server has closed the connection");
      }
      end += got;
    }
    if (begin == end) {
      begin = 0;
      end = 0;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
