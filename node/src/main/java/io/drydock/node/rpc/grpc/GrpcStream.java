package io.drydock.node.rpc.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.drydock.formats.request.EntryDecoder;
import io.drydock.node.RefusedException;
import io.drydock.node.rpc.http2.ServerConnection;
import io.drydock.node.rpc.http2.ServerStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One call of a method over HTTP/2. */
final class GrpcStream<Q extends Message, R extends Message> extends ServerStream
    implements OpenCall<R> {
  private static final AsciiString GZIP = AsciiString.cached("gzip");
  private static final AsciiString IDENTITY = AsciiString.cached("identity");
  private static final Runnable NOTHING = () -> {};

  /** Requests wait while so many bytes of answers do. */
  private static final int QUEUED_BYTES_HIGH = 64 << 10;

  /** What a client may send before more of it is asked for. */
  private static final int WINDOW_BYTES = 65_535;

  /** Nested messages of a request; within a log entry, a level deeper, it can be read again. */
  private static final int DEPTH_MAX = EntryDecoder.MAX_DEPTH - 10;

  private final GrpcServer server;
  private final Method<Q, R> method;
  private final String encoding;
  private final Deframer deframer;
  private final long timeoutNanos;
  private Requests<Q> requests;
  private ByteBuf held = Unpooled.EMPTY_BUFFER;
  private Runnable onAbandoned = NOTHING;
  private Runnable onDrained = NOTHING;
  private long deadlineNanos = Long.MAX_VALUE;
  private boolean gzip;
  private boolean begun;
  private boolean reading;

  GrpcStream(
      GrpcServer server,
      Method<Q, R> method,
      ServerConnection connection,
      GrpcServer.Opening opening) {
    super(connection, opening.streamId());
    this.server = server;
    this.method = method;
    this.encoding = opening.encoding();
    this.timeoutNanos = opening.timeoutNanos();
    this.deframer = new Deframer(server.maxMessageBytes(), server.incoming());
  }

  @Override
  protected void onBegin() {
    requests = method.open(this);
    if (timeoutNanos != Timeout.NONE) {
      deadlineNanos = System.nanoTime() + timeoutNanos;
      connection().watchDeadline(deadlineNanos);
    }
    if (!encoding.isEmpty() && !IDENTITY.contentEquals(encoding)) {
      if (GZIP.contentEquals(encoding)) {
        gzip = true;
      } else {
        fail(
            new GrpcStatus(
                GrpcStatus.UNIMPLEMENTED,
                "grpc: Decompressor is not installed for grpc-encoding \"" + encoding + "\""));
      }
    }
  }

  @Override
  protected void onData(ByteBuf data) {
    if (!isOpen()) {
      return;
    }
    if (held.isReadable() || mustWait()) {
      hold(data);
      return;
    }
    readMessages(data);
    if (isOpen() && data.isReadable()) {
      hold(data);
    }
  }

  private boolean mustWait() {
    return queuedByteCount() > QUEUED_BYTES_HIGH;
  }

  /** At most a window's worth: no more is asked for until it has been read. */
  private void hold(ByteBuf data) {
    if (held == Unpooled.EMPTY_BUFFER) {
      held = connection().context().alloc().heapBuffer(data.readableBytes());
    }
    held.writeBytes(data);
  }

  private void readMessages(ByteBuf data) {
    reading = true;
    try {
      while (isOpen() && !mustWait() && deframer.read(data)) {
        boolean compressed = deframer.isCompressed();
        deliver(deframer.take(), compressed);
      }
      askForMore();
    } catch (GrpcException e) {
      fail(e.status());
    } catch (RefusedException e) {
      fail(e.error());
    } finally {
      reading = false;
    }
  }

  private void deliver(byte[] sent, boolean compressed) throws GrpcException, RefusedException {
    byte[] message = compressed ? inflate(sent) : sent;
    method.counters().receive();
    server.traffic().received(message.length);
    requests.next(parse(message));
  }

  private Q parse(byte[] message) throws GrpcException {
    try {
      var in = CodedInputStream.newInstance(message);
      in.setRecursionLimit(DEPTH_MAX);
      in.enableAliasing(true); // byte strings are parts of the array, which nobody else has
      Q request = method.parser().parseFrom(in);
      if (method.isStrict()
          && (method.hasInnerMessages() || !request.getUnknownFields().asMap().isEmpty())) {
        WireCheck.check(message, request.getDescriptorForType());
      }
      return request;
    } catch (InvalidProtocolBufferException e) {
      throw unreadable(reason(message, e));
    } catch (WireCheck.MalformedException e) {
      throw unreadable(e.getMessage());
    }
  }

  /** In etcd's words, when it has any: a depth that is too much for us is none for it. */
  private String reason(byte[] message, InvalidProtocolBufferException ours) {
    if (ours.getMessage().contains("too many levels of nesting")) {
      return "proto: nested deeper than " + DEPTH_MAX + " messages";
    }
    try {
      WireCheck.check(message, method.emptyRequest().getDescriptorForType());
      return "string field contains invalid UTF-8";
    } catch (WireCheck.MalformedException e) {
      return method.isStrict()
          ? e.getMessage()
          : "proto:\u00a0cannot parse invalid wire-format data";
    }
  }

  private GrpcException unreadable(String reason) {
    var what =
        method.kind() == Method.Kind.UNARY
            ? "grpc: error unmarshalling request: "
            : "grpc: failed to unmarshal the received message: ";
    return new GrpcException(GrpcStatus.INTERNAL, what + reason);
  }

  private byte[] inflate(byte[] message) throws GrpcException {
    if (!gzip) {
      throw new GrpcException(
          GrpcStatus.INTERNAL, "grpc: compressed flag set with identity or empty encoding");
    }
    return Gzip.inflate(message, server.maxMessageBytes());
  }

  private void askForMore() {
    if (isOpen() && !isInputEnded() && !mustWait()) {
      int wanted = Math.max(WINDOW_BYTES, deframer.missingBytes());
      if (receiveWindow() < wanted / 2 || receiveWindow() < deframer.missingBytes()) {
        grantWindow(wanted - receiveWindow());
      }
    }
  }

  @Override
  protected void onEnd() {
    if (!held.isReadable() && isOpen()) {
      if (deframer.isInside()) {
        fail(new GrpcStatus(GrpcStatus.UNKNOWN, "unexpected EOF"));
      } else {
        requests.end();
      }
    }
  }

  @Override
  protected void onDrained() {
    if (held.isReadable() && !reading) {
      readMessages(held);
      if (!held.isReadable() && isOpen()) {
        held.release();
        held = Unpooled.EMPTY_BUFFER;
        if (isInputEnded()) {
          onEnd();
        }
      }
    }
    if (isOpen()) {
      askForMore();
      onDrained.run();
    }
  }

  @Override
  protected void onAbort() {
    method.counters().handle(GrpcStatus.CANCELLED);
    tidy();
    abandon();
  }

  @Override
  protected long deadlineNanos() {
    return deadlineNanos;
  }

  @Override
  protected void onDeadline() {
    if (isOpen()) {
      fail(GrpcStatus.LATE);
      abandon();
    }
  }

  private void abandon() {
    var action = onAbandoned;
    onAbandoned = NOTHING;
    action.run();
  }

  private void tidy() {
    deadlineNanos = Long.MAX_VALUE;
    deframer.drop();
    held.release();
    held = Unpooled.EMPTY_BUFFER;
  }

  @Override
  public EventExecutor loop() {
    return connection().loop();
  }

  @Override
  public Caller caller() {
    return server.callers().of(connection().context());
  }

  @Override
  public void onAbandoned(Runnable action) {
    onAbandoned = action;
  }

  @Override
  public void onDrained(Runnable action) {
    onDrained = action;
  }

  @Override
  public long queuedBytes() {
    return queuedByteCount();
  }

  @Override
  public void reply(R response) {
    if (isOpen()) {
      send(response);
      complete();
    }
  }

  @Override
  public void send(R response) {
    if (!isOpen()) {
      return;
    }
    if (!begun) {
      begun = true;
      sendHeaders(Headers.BEGIN, false);
    }
    byte[] framed = frame(response);
    method.counters().send();
    server.traffic().sent(framed.length - Deframer.PREFIX_BYTES);
    if (canSend(framed.length)) {
      beginData(framed.length).writeBytes(framed);
    } else {
      queueData(Unpooled.wrappedBuffer(framed));
    }
  }

  private static byte[] frame(Message message) {
    int length = message.getSerializedSize();
    byte[] framed = new byte[Deframer.PREFIX_BYTES + length];
    framed[1] = (byte) (length >>> 24);
    framed[2] = (byte) (length >>> 16);
    framed[3] = (byte) (length >>> 8);
    framed[4] = (byte) length;
    try {
      message.writeTo(CodedOutputStream.newInstance(framed, Deframer.PREFIX_BYTES, length));
    } catch (IOException e) {
      throw new UncheckedIOException("an array of the message's own size was too small", e);
    }
    return framed;
  }

  @Override
  public void complete() {
    end(GrpcStatus.OK);
  }

  @Override
  public void fail(GrpcStatus status) {
    end(status);
  }

  private void end(GrpcStatus status) {
    if (!isOpen()) {
      return;
    }
    method.counters().handle(status.code());
    tidy();
    if (begun) {
      sendTrailers(Headers.trailers(status));
    } else {
      sendHeaders(Headers.trailersOnly(200, status), true);
    }
  }
}
