package io.drydock.node.rpc.grpc;

import com.google.protobuf.MessageLite;

/**
 * A call that gets any number of messages back.
 *
 * <p>Messages that the client does not take are queued without a limit here: a method asks {@link
 * #queuedBytes} before it sends more than answers to what the client sent, and goes on when {@link
 * #onDrained} says so.
 */
public interface StreamCall<R extends MessageLite> extends Call {
  /** Sends a message. */
  void send(R response);

  /** Ends the call well, after what was sent. */
  void complete();

  /** Bytes sent that the client has not taken yet. */
  long queuedBytes();

  /** Runs {@code action} each time that everything sent has been taken after some had to wait. */
  void onDrained(Runnable action);
}
