package io.drydock.node;

import com.google.protobuf.MessageLite;
import io.drydock.node.rpc.http2.HeaderBlock;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Calls methods as a gRPC client does, many at once on one connection, and counts the answers.
 *
 * <p>It is for the build alone, where a whole client would be recorded into the cache as well.
 */
final class RehearsalClient implements AutoCloseable {
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  private final Socket socket = new Socket();
  private final DataOutputStream out;
  private final DataInputStream in;
  private int nextStream = 1;

  RehearsalClient(InetSocketAddress address) throws IOException {
    socket.connect(address);
    out = new DataOutputStream(socket.getOutputStream());
    in = new DataInputStream(socket.getInputStream());
    out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    frame(SETTINGS, 0, 0, new byte[0]);
    grant(1 << 30);
  }

  private void grant(int bytes) throws IOException {
    var increment = new ByteArrayOutputStream();
    new DataOutputStream(increment).writeInt(bytes);
    frame(WINDOW_UPDATE, 0, 0, increment.toByteArray());
  }

  /**
   * Calls a method so many times at once and waits for all answers.
   *
   * @throws IOException when the connection is lost or an answer is an error
   */
  void call(String path, MessageLite request, int times) throws IOException {
    byte[] block =
        HeaderBlock.ofTrailers()
            .add(":method", "POST")
            .add(":scheme", "http")
            .add(":path", path)
            .add(":authority", "localhost")
            .add("content-type", "application/grpc")
            .add("te", "trailers")
            .encode();
    var message = new ByteArrayOutputStream();
    var framed = new DataOutputStream(message);
    framed.writeByte(0);
    framed.writeInt(request.getSerializedSize());
    request.writeTo(framed);
    for (int call = 0; call < times; call++) {
      frame(HEADERS, END_HEADERS, nextStream, block);
      frame(0, END_STREAM, nextStream, message.toByteArray());
      nextStream += 2;
    }
    out.flush();
    for (int answers = 0; answers < times; ) {
      answers += readFrame() ? 1 : 0;
    }
  }

  private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    out.writeInt(payload.length << 8 | type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
  }

  /** Whether the frame has ended an answer. */
  private boolean readFrame() throws IOException {
    int lengthAndType = in.readInt();
    int flags = in.readUnsignedByte();
    in.readInt();
    byte[] payload = in.readNBytes(lengthAndType >>> 8);
    boolean isEnd = (lengthAndType & 0xff) == HEADERS && (flags & END_STREAM) != 0;
    if (isEnd) {
      var trailers = new String(payload, StandardCharsets.ISO_8859_1);
      int status = trailers.indexOf("grpc-status");
      if (status < 0 || trailers.charAt(status + "grpc-status".length() + 1) != '0') {
        throw new IOException("a call failed: " + trailers);
      }
    }
    return isEnd;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
