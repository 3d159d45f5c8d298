package io.drydock.node.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.CharsetUtil;
import java.util.List;

/**
 * Tells HTTP/2 with prior knowledge from HTTP/1 by the first bytes of a connection. An {@code
 * Upgrade: h2c} is not looked at, as etcd does not either.
 */
final class Sniffer extends ByteToMessageDecoder {
  private static final byte[] PREFACE = "PRI * HTTP/2.0".getBytes(CharsetUtil.US_ASCII);

  private final PortProtocols protocols;

  Sniffer(PortProtocols protocols) {
    this.protocols = protocols;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    int known = Math.min(in.readableBytes(), PREFACE.length);
    for (int at = 0; at < known; at++) {
      if (in.getByte(in.readerIndex() + at) != PREFACE[at]) {
        protocols.speakHttp1(ctx);
        ctx.pipeline().remove(this);
        return;
      }
    }
    if (known == PREFACE.length) {
      protocols.speakHttp2(ctx);
      ctx.pipeline().remove(this);
    }
  }
}
