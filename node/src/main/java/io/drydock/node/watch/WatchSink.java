package io.drydock.node.watch;

import io.drydock.formats.proto.etcdserverpb.WatchResponse;

/** Takes the responses of a stream, in order. Called by the engine thread, and must not block. */
@FunctionalInterface
public interface WatchSink {

  /**
   * Takes a response, whatever it returns.
   *
   * @return false when enough waits to be sent: no events come until {@link WatchStream#resume}.
   *     Answers to requests of the stream come all the same, so no more requests should be read
   */
  boolean send(WatchResponse response);
}
