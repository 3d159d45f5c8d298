package io.drydock.node.rpc.grpc;

import io.netty.channel.ChannelHandlerContext;

/** Finds out who is at the other end of a connection. */
@FunctionalInterface
public interface Callers {
  /** Who calls on this channel. */
  Caller of(ChannelHandlerContext context);
}
