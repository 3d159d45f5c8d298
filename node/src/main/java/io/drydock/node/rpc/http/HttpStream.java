package io.drydock.node.rpc.http;

import io.drydock.node.rpc.grpc.Caller;
import io.drydock.node.rpc.http2.HeaderBlock;
import io.drydock.node.rpc.http2.ServerConnection;
import io.drydock.node.rpc.http2.ServerStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.EventExecutor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A plain request over HTTP/2. */
public final class HttpStream extends ServerStream implements Exchange {
  private static final int WINDOW_BYTES = 65_535;

  /** What a short field takes in memory besides its characters. */
  private static final int FIELD_BYTES = 150;

  private static final Runnable NOTHING = () -> {};

  private final HttpEdge edge;
  private final String method;
  private final String target;
  private final Map<String, String> fields = new LinkedHashMap<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private long heldBytes;
  private HttpRequest request;
  private Runnable onAbandoned = NOTHING;
  private Runnable onDrained = NOTHING;

  /** The stream of a request whose headers are these. */
  public HttpStream(
      HttpEdge edge, ServerConnection connection, int streamId, Http2Headers headers) {
    super(connection, streamId);
    this.edge = edge;
    this.method = String.valueOf(headers.method());
    this.target = String.valueOf(headers.path());
    for (var field : headers) {
      if (!Http2Headers.PseudoHeaderName.hasPseudoHeaderFormat(field.getKey())) {
        fields.putIfAbsent(field.getKey().toString(), field.getValue().toString());
      }
    }
    if (headers.authority() != null) {
      fields.put("host", headers.authority().toString());
    }
    this.request = HttpEdge.request(method, target, fields, body.toByteArray());
  }

  @Override
  protected void onBegin() {
    // Served when it is whole; until then its fields wait with it.
    long bytes = target.length();
    for (var field : fields.entrySet()) {
      bytes += FIELD_BYTES + field.getKey().length() + field.getValue().length();
    }
    hold(bytes);
  }

  @Override
  protected void onData(ByteBuf data) {
    if (!isOpen()) {
      return;
    }
    int bytes = data.readableBytes();
    if (body.size() + bytes > edge.bodies().maxBytes()) {
      respond(HttpAnswer.error(413, "request body too large"));
      return;
    }
    if (!hold(bytes)) {
      return;
    }
    try {
      data.readBytes(body, data.readableBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (receiveWindow() < WINDOW_BYTES / 2) {
      grantWindow(WINDOW_BYTES - receiveWindow());
    }
  }

  /** Whether there is memory for so much more; if not, the request is answered. */
  private boolean hold(long bytes) {
    if (edge.bodies().budget().take(bytes)) {
      heldBytes += bytes;
      return true;
    }
    respond(HttpAnswer.error(503, "too many requests are sent in parts at once"));
    return false;
  }

  @Override
  protected void onEnd() {
    giveBack();
    if (isOpen()) {
      request = HttpEdge.request(method, target, fields, body.toByteArray());
      edge.serve(this, connection().context().pipeline().get(SslHandler.class) != null);
    }
  }

  @Override
  protected void onAbort() {
    giveBack();
    var action = onAbandoned;
    onAbandoned = NOTHING;
    action.run();
  }

  private void giveBack() {
    edge.bodies().budget().giveBack(heldBytes);
    heldBytes = 0;
  }

  @Override
  protected void onDrained() {
    onDrained.run();
  }

  @Override
  public HttpRequest request() {
    return request;
  }

  @Override
  public Caller caller() {
    return edge.callers().of(connection().context());
  }

  @Override
  public EventExecutor loop() {
    return connection().loop();
  }

  @Override
  public void respond(HttpAnswer answer) {
    if (!isOpen()) {
      return;
    }
    giveBack();
    boolean hasBody = answer.body().length > 0 && !method.equals("HEAD");
    sendHeaders(block(answer, Integer.toString(answer.body().length)), !hasBody);
    if (hasBody) {
      queueData(Unpooled.wrappedBuffer(answer.body()));
      sendEnd();
    }
  }

  @Override
  public void begin(HttpAnswer answer) {
    if (isOpen()) {
      sendHeaders(block(answer, ""), false);
      write(answer.body());
    }
  }

  private byte[] block(HttpAnswer answer, String length) {
    var block = HeaderBlock.ofStatus(answer.status());
    edge.corsFields(request.field("origin")).forEach(block::add);
    answer.fields().forEach(block::add);
    block.add("date", HttpDate.now());
    if (!length.isEmpty()) {
      block.add("content-length", length);
    }
    return block.encode();
  }

  @Override
  public void write(byte[] part) {
    if (isOpen() && part.length > 0) {
      queueData(Unpooled.wrappedBuffer(part));
    }
  }

  @Override
  public void end() {
    if (isOpen()) {
      sendEnd();
    }
  }

  @Override
  public long queuedBytes() {
    return queuedByteCount();
  }

  @Override
  public void onDrained(Runnable action) {
    onDrained = action;
  }

  @Override
  public void onAbandoned(Runnable action) {
    onAbandoned = action;
  }
}
