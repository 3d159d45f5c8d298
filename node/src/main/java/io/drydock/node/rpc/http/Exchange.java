package io.drydock.node.rpc.http;

import io.drydock.node.rpc.grpc.Caller;
import io.netty.util.concurrent.EventExecutor;

/** A request and its answer. Used on its event loop only; answers to nobody are dropped. */
public interface Exchange {
  /** What is asked. */
  HttpRequest request();

  /** Who asks. */
  Caller caller();

  /** The event loop of it. */
  EventExecutor loop();

  /** Whether an answer can still be sent. */
  boolean isOpen();

  /** Answers, whole. */
  void respond(HttpAnswer answer);

  /** Begins an answer of unknown length; {@link #write} goes on and {@link #end} ends it. */
  void begin(HttpAnswer answer);

  /** Sends more of the body. */
  void write(byte[] part);

  /** Ends an answer that {@link #begin} began. */
  void end();

  /** Bytes written that the client has not taken yet. */
  long queuedBytes();

  /** Runs {@code action} each time that everything written was taken after some had to wait. */
  void onDrained(Runnable action);

  /** Runs {@code action} when the client goes before the answer has ended. At most one action. */
  void onAbandoned(Runnable action);
}
