package io.drydock.node.rpc;

import io.drydock.node.rpc.http2.HeaderBlock;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client that sends any frame it is told to. */
public final class RawHttp2 implements AutoCloseable {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;
  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;

  private final Socket socket;
  private final DataOutputStream out;
  private final DataInputStream in;

  /**
   * A frame of the server.
   *
   * @param type as its number
   * @param flags as sent
   * @param stream that it belongs to; 0 for the connection
   * @param payload without the head
   */
  public record Frame(int type, int flags, int stream, byte[] payload) {
    /** The error code of GOAWAY or RST_STREAM. */
    public int errorCode() {
      int at = type == GOAWAY ? 4 : 0;
      return payload[at + 3];
    }

    public boolean isEnd() {
      return type <= HEADERS && (flags & END_STREAM) != 0;
    }
  }

  private RawHttp2(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(30_000);
    out = new DataOutputStream(socket.getOutputStream());
    in = new DataInputStream(socket.getInputStream());
  }

  /** A connection that has said nothing. */
  public static RawHttp2 silent(int port) throws IOException {
    return new RawHttp2(port);
  }

  /** A connection whose preface is sent. */
  public static RawHttp2 open(int port) throws IOException {
    var client = new RawHttp2(port);
    client.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    client.send(SETTINGS, 0, 0, new byte[0]);
    return client;
  }

  public static byte[] head(String path) {
    return HeaderBlock.ofTrailers()
        .add(":method", "POST")
        .add(":scheme", "http")
        .add(":path", path)
        .add(":authority", "h")
        .add("content-type", "application/grpc")
        .encode();
  }

  public void write(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  public void send(int type, int flags, int stream, byte[] payload) throws IOException {
    out.writeInt(payload.length << 8 | type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
  }

  /** Begins a call of the echo service's Range, whose message is still to be sent. */
  public void begin(int stream) throws IOException {
    send(HEADERS, END_HEADERS, stream, head("/etcdserverpb.KV/Range"));
  }

  /** Reads until a frame of that type comes. */
  public Frame await(int type) throws IOException {
    while (true) {
      var frame = read();
      if (frame.type() == type) {
        return frame;
      }
    }
  }

  /** Reads until an answer on that stream has ended; false when the connection ends first. */
  public boolean awaitEnd(int stream) throws IOException {
    try {
      while (true) {
        var frame = read();
        if (frame.stream() == stream && frame.isEnd()) {
          return true;
        }
      }
    } catch (EOFException | SocketException e) {
      return false;
    }
  }

  /** Reads to the end of the connection, which the server must bring about. */
  public int awaitClose() throws IOException {
    int last = -1;
    try {
      while (true) {
        var frame = read();
        if (frame.type() == GOAWAY) {
          last = frame.errorCode();
        }
      }
    } catch (EOFException | SocketException e) {
      return last;
    }
  }

  /** The next frame. */
  public Frame read() throws IOException {
    int lengthAndType = in.readInt();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    return new Frame(lengthAndType & 0xff, flags, stream, in.readNBytes(lengthAndType >>> 8));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
