package io.drydock.node.rpc.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObjectAggregator;

/** Gathers the body of a request over HTTP/1, within what all connections together may hold. */
final class BodyAggregator extends HttpObjectAggregator {
  private final Bodies bodies;
  private long heldBytes;

  BodyAggregator(Bodies bodies) {
    super(bodies.maxBytes());
    this.bodies = bodies;
  }

  @Override
  protected void aggregate(FullHttpMessage aggregated, HttpContent content) throws Exception {
    int bytes = content.content().readableBytes();
    if (!bodies.budget().take(bytes)) {
      throw new TooBusyException();
    }
    heldBytes += bytes;
    super.aggregate(aggregated, content);
  }

  @Override
  protected void finishAggregation(FullHttpMessage aggregated) throws Exception {
    giveBack();
    super.finishAggregation(aggregated);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) throws Exception {
    giveBack();
    super.handlerRemoved(ctx);
  }

  private void giveBack() {
    bodies.budget().giveBack(heldBytes);
    heldBytes = 0;
  }

  /** Too many bodies are sent in parts at once. */
  static final class TooBusyException extends Exception {
    private static final long serialVersionUID = 1L;

    private TooBusyException() {
      super("too many requests are sent in parts at once", null, false, false);
    }
  }
}
