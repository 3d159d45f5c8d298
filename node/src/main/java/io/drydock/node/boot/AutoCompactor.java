package io.drydock.node.boot;

import io.drydock.formats.proto.etcdserverpb.CompactionRequest;
import io.drydock.node.EtcdError;
import io.drydock.node.apply.Done;
import io.drydock.node.config.AutoCompaction;
import io.drydock.node.engine.Engine;
import io.drydock.node.engine.Reply;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compacts history as its plan says, while this member leads. Owned by its event loop. */
final class AutoCompactor {
  private static final Logger LOG = LoggerFactory.getLogger(AutoCompactor.class);

  private final Engine engine;
  private final EventExecutor loop;
  private final CompactionPlan plan;

  private AutoCompactor(Engine engine, EventExecutor loop, AutoCompaction rule) {
    this.engine = engine;
    this.loop = loop;
    this.plan = new CompactionPlan(rule, System.nanoTime());
  }

  /** Begins, unless there is nothing to do by that rule. */
  static void start(Engine engine, EventExecutor loop, AutoCompaction rule) {
    if (!(rule instanceof AutoCompaction.Off)) {
      var compactor = new AutoCompactor(engine, loop, rule);
      long step = compactor.plan.stepNanos();
      loop.scheduleAtFixedRate(compactor::step, 0, step, TimeUnit.NANOSECONDS);
    }
  }

  private void step() {
    var due = plan.next(System.nanoTime(), engine.view().revision());
    if (due.isEmpty() || engine.status().leader() != engine.memberId().value()) {
      return;
    }
    long revision = due.getAsLong();
    engine.compact(
        CompactionRequest.newBuilder().setRevision(revision).build(),
        new Reply<>() {
          @Override
          public void done(Done answer) {
            loop.execute(() -> compacted(revision));
          }

          @Override
          public void refused(EtcdError reason) {
            if (reason == EtcdError.COMPACTED) {
              loop.execute(() -> compacted(revision));
            } else {
              LOG.atWarn()
                  .addKeyValue("revision", revision)
                  .addKeyValue("error", reason.text())
                  .log("failed auto compaction");
            }
          }
        });
  }

  private void compacted(long revision) {
    LOG.atInfo().addKeyValue("revision", revision).log("completed auto compaction");
    plan.done(System.nanoTime(), revision);
  }
}
