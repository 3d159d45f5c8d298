package io.drydock.node.engine;

import io.drydock.node.EtcdError;
import io.drydock.node.RowSink;
import io.drydock.node.apply.Done;
import io.drydock.node.mvcc.KvStore;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes what compactions have made unreadable, a piece a turn, and tells those who wait for the
 * end of it. Used by the engine's thread.
 */
final class Scrubs {

  /** Keeps a turn well below a millisecond. */
  private static final int ROWS_A_STEP = 200;

  private record Waiting(long revision, Done done, Reply<Done> reply) {}

  private final KvStore keys;
  private final List<Waiting> waiting = new ArrayList<>();

  Scrubs(KvStore keys) {
    this.keys = keys;
  }

  /** A reply that is passed on once the compaction is physically done. */
  Reply<Done> awaiting(long revision, Reply<Done> reply) {
    return new Reply<>() {
      @Override
      public void done(Done answer) {
        waiting.add(new Waiting(revision, answer, reply));
      }

      @Override
      public void refused(EtcdError reason) {
        reply.refused(reason);
      }
    };
  }

  /** True when there is something to delete. */
  boolean isWaiting() {
    return keys.finishedCompactRevision() < keys.view().compactRevision();
  }

  /**
   * Does a piece.
   *
   * @return true when there is more
   */
  boolean step(RowSink rows) {
    boolean isDone = keys.scrub(ROWS_A_STEP, rows).isDone();
    waiting.removeIf(each -> {
      boolean isOver = each.revision() <= keys.finishedCompactRevision();
      if (isOver) {
        each.reply().done(each.done());
      }
      return isOver;
    });
    return !isDone;
  }

  /** Tells all of them. */
  void refuseAll(EtcdError reason) {
    waiting.forEach(each -> each.reply().refused(reason));
    waiting.clear();
  }
}
