package io.drydock.node.rpc.http2;

/**
 * What a server allows each of its connections.
 *
 * @param maxConcurrentStreams open streams, up to 2^32 - 1, which is not announced
 * @param maxHeaderListBytes size of a request's header fields as RFC 9113 counts it
 * @param minPingIntervalNanos pings that come sooner end the connection, at the third
 * @param pingAfterNanos silence after which the peer is asked whether it lives
 * @param pingTimeoutNanos time it has to answer; the connection is closed then
 */
public record ConnectionSettings(
    long maxConcurrentStreams,
    int maxHeaderListBytes,
    long minPingIntervalNanos,
    long pingAfterNanos,
    long pingTimeoutNanos) {

  /** The largest number of streams, which means no limit. */
  public static final long UNLIMITED_STREAMS = 0xffff_ffffL;

  /** Checks the ranges. */
  public ConnectionSettings {
    if (maxConcurrentStreams < 1 || maxConcurrentStreams > UNLIMITED_STREAMS) {
      throw new IllegalArgumentException("maxConcurrentStreams " + maxConcurrentStreams);
    }
    if (maxHeaderListBytes < 1 || pingAfterNanos < 1 || pingTimeoutNanos < 1) {
      throw new IllegalArgumentException("a limit is not positive");
    }
  }
}
