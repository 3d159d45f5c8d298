package io.drydock.node.rpc.service;

import io.drydock.node.EtcdError;
import io.drydock.node.engine.Reply;

/** For what is asked without anybody waiting. */
final class Nobody {

  private Nobody() {}

  /** Takes an answer and drops it. */
  static <T> Reply<T> reply() {
    return new Reply<>() {
      @Override
      public void done(T answer) {
        // Nobody waits.
      }

      @Override
      public void refused(EtcdError reason) {
        // Nobody waits.
      }
    };
  }
}
