package io.drydock.node.engine;

import io.drydock.node.EtcdError;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Requests on their way through the log, by id, and since when they wait. All wait equally long, so
 * the oldest is the first to give up. Used by the engine's thread.
 *
 * @param <T> the answer
 */
final class Waits<T> {

  private record Deadline(long id, long nanos) {}

  private final long patienceNanos;
  private final Map<Long, Reply<T>> waiting = new HashMap<>();
  private final ArrayDeque<Deadline> deadlines = new ArrayDeque<>();

  /**
   * Nobody waits yet.
   *
   * @param patienceNanos how long a request waits
   */
  Waits(long patienceNanos) {
    this.patienceNanos = patienceNanos;
  }

  /** A request is on its way. */
  void add(long id, Reply<T> reply, long nowNanos) {
    waiting.put(id, reply);
    deadlines.add(new Deadline(id, nowNanos + patienceNanos));
  }

  /** Who waits for a request; nobody does when it came from another member or an earlier life. */
  Optional<Reply<T>> take(long id) {
    return Optional.ofNullable(waiting.remove(id));
  }

  /** How many wait. */
  int size() {
    return waiting.size();
  }

  /**
   * Tells those who waited their longest; whether their requests are done later is open.
   *
   * @return how many they were
   */
  int expire(long nowNanos, EtcdError reason) {
    int late = 0;
    for (Deadline next = deadlines.peek();
        next != null && (isAnswered(next) || next.nanos() - nowNanos <= 0);
        next = deadlines.peek()) {
      deadlines.remove();
      Optional<Reply<T>> reply = take(next.id());
      reply.ifPresent(each -> each.refused(reason));
      late += reply.isPresent() ? 1 : 0;
    }
    return late;
  }

  /** Tells all of them. */
  void refuseAll(EtcdError reason) {
    var all = Map.copyOf(waiting);
    waiting.clear();
    deadlines.clear();
    all.values().forEach(reply -> reply.refused(reason));
  }

  private boolean isAnswered(Deadline deadline) {
    return !waiting.containsKey(deadline.id());
  }
}
