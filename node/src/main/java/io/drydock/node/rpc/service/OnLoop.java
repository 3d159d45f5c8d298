package io.drydock.node.rpc.service;

import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import io.drydock.node.engine.Reply;
import io.drydock.node.rpc.grpc.Call;

/**
 * Brings an answer of the engine to the event loop of the call that waits for it.
 *
 * @param <T> the engine's answer
 */
final class OnLoop<T> implements Reply<T> {

  private final Call call;
  private final Then<T> then;

  /** What a call does with the engine's answer, on its loop. */
  @FunctionalInterface
  interface Then<T> {

    /**
     * Answers the call.
     *
     * @throws RefusedException to answer with that error
     */
    void answer(T answer) throws RefusedException;
  }

  OnLoop(Call call, Then<T> then) {
    this.call = call;
    this.then = then;
  }

  @Override
  public void done(T answer) {
    call.loop().execute(() -> answer(answer));
  }

  private void answer(T answer) {
    if (!call.isOpen()) {
      return;
    }
    try {
      then.answer(answer);
    } catch (RefusedException refused) {
      call.fail(refused.error());
    }
  }

  @Override
  public void refused(EtcdError reason) {
    call.loop().execute(() -> call.fail(reason));
  }
}
