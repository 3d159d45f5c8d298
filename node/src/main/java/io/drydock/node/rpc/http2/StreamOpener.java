package io.drydock.node.rpc.http2;

import io.netty.handler.codec.http2.Http2Headers;

/** Decides what serves a request. */
@FunctionalInterface
public interface StreamOpener {
  /**
   * Makes the stream of a request; its data follows by {@link ServerStream#onData}.
   *
   * @param headers valid as RFC 9113 asks; the opener keeps of it only what it needs, because a
   *     client may leave many streams open
   */
  ServerStream open(ServerConnection connection, int streamId, Http2Headers headers);
}
