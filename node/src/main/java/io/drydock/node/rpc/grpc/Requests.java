package io.drydock.node.rpc.grpc;

import com.google.protobuf.MessageLite;
import io.drydock.node.RefusedException;

/**
 * Takes what the client of a call sends, on the call's event loop. While answers wait for the
 * client to take them, further requests wait as well.
 */
public interface Requests<Q extends MessageLite> {
  /**
   * The client's next message.
   *
   * @param request its byte strings may share one array with the rest of the message
   * @throws RefusedException to end the call with that error
   */
  void next(Q request) throws RefusedException;

  /** The client sends no more. The method ends the call when it has sent what it wants. */
  void end();
}
