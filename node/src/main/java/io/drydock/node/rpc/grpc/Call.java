package io.drydock.node.rpc.grpc;

import io.drydock.node.EtcdError;
import io.netty.util.concurrent.EventExecutor;

/** A call as its method sees it. Used on its event loop only. */
public interface Call {
  /** The event loop of the call: answers that come from elsewhere must be brought there. */
  EventExecutor loop();

  /** Whether somebody still waits for an answer. Answers to others are dropped. */
  boolean isOpen();

  /** Who sent it, as far as TLS and the path say. */
  Caller caller();

  /**
   * Runs {@code action} when the call ends in any other way than by the method's own answer: the
   * client took it back, is gone, or its time was over. At most one action.
   */
  void onAbandoned(Runnable action);

  /** Ends the call with an error. */
  void fail(GrpcStatus status);

  /** Ends the call with one of etcd's errors. */
  default void fail(EtcdError error) {
    fail(GrpcStatus.of(error));
  }
}
