package io.drydock.node.boot;

import io.drydock.node.config.AutoCompaction;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * When history is compacted without being asked for, and to which revision. Pure: time and
 * revisions are arguments.
 *
 * <p>Source: server/etcdserver/api/v3compactor of etcd 3.5. By time, the revision is noted ten
 * times an interval, which is the retention or an hour if that is less; the first compaction comes
 * when the retention has passed once. By number, every five minutes.
 */
final class CompactionPlan {
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);
  private static final long REVISIONS_INTERVAL = TimeUnit.MINUTES.toNanos(5);
  private static final int NOTES_AN_INTERVAL = 10;

  private final AutoCompaction rule;
  private final ArrayDeque<Long> noted = new ArrayDeque<>();
  private long lastNanos;
  private long waitNanos;
  private long lastRevision;

  CompactionPlan(AutoCompaction rule, long nowNanos) {
    this.rule = rule;
    this.lastNanos = nowNanos;
    this.waitNanos = rule instanceof AutoCompaction.Periodic(long keep) ? keep : 0;
  }

  /** Nanoseconds from one question to the next. */
  long stepNanos() {
    return switch (rule) {
      case AutoCompaction.Off _ -> Long.MAX_VALUE;
      case AutoCompaction.Periodic(long keep) ->
          Math.max(1, Math.min(keep, HOUR) / NOTES_AN_INTERVAL);
      case AutoCompaction.Revisions _ -> REVISIONS_INTERVAL;
    };
  }

  /**
   * The revision to compact to now; empty for none.
   *
   * @param revision of the store now
   */
  OptionalLong next(long nowNanos, long revision) {
    return switch (rule) {
      case AutoCompaction.Off _ -> OptionalLong.empty();
      case AutoCompaction.Periodic(long keep) -> periodic(nowNanos, revision, keep);
      case AutoCompaction.Revisions(long keep) -> due(revision - keep);
    };
  }

  private OptionalLong periodic(long nowNanos, long revision, long keep) {
    var target = noted.isEmpty() ? OptionalLong.empty() : due(noted.peek());
    boolean isTime = nowNanos - lastNanos >= waitNanos;
    noted.add(revision);
    if (noted.size() > keep / stepNanos() + 1) {
      noted.poll();
    }
    return isTime ? target : OptionalLong.empty();
  }

  private OptionalLong due(long revision) {
    return revision <= 0 || revision == lastRevision
        ? OptionalLong.empty()
        : OptionalLong.of(revision);
  }

  /** It was compacted to there, by whomever. */
  void done(long nowNanos, long revision) {
    lastRevision = revision;
    lastNanos = nowNanos;
    if (rule instanceof AutoCompaction.Periodic(long keep)) {
      waitNanos = Math.min(keep, HOUR);
    }
  }
}
