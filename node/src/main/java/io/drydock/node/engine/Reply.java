package io.drydock.node.engine;

import io.drydock.node.EtcdError;

/**
 * Where an answer goes. Exactly one method is called, once, on the engine's thread: an
 * implementation hands over to its own thread and returns at once.
 *
 * @param <T> the answer
 */
public interface Reply<T> {

  /** It was done: what was written is durable. */
  void done(T answer);

  /** It was not done, or nobody knows whether it was: the texts tell which. */
  void refused(EtcdError reason);
}
