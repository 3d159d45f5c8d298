package io.drydock.node.boot;

import io.drydock.node.admin.metrics.NodeMetrics;
import io.drydock.node.admin.metrics.Reading;
import io.drydock.node.config.NodeConfig;
import io.drydock.node.config.Release;
import io.drydock.node.engine.Engine;

/** Shows what the engine knows as metrics. */
final class Readings {
  private Readings() {}

  static void add(NodeMetrics metrics, Engine engine, EngineVitals vitals, NodeConfig config) {
    long self = engine.memberId().value();
    metrics
        .read(Reading.HAS_LEADER, () -> vitals.hasLeader() ? 1 : 0)
        .read(Reading.IS_LEADER, () -> engine.status().leader() == self ? 1 : 0)
        .read(Reading.IS_LEARNER, () -> vitals.isLearner() ? 1 : 0)
        .read(Reading.PROPOSALS_COMMITTED, () -> engine.status().commitIndex())
        .read(Reading.PROPOSALS_APPLIED, () -> engine.status().appliedIndex())
        .read(Reading.LEADER_CHANGES, () -> engine.status().counts().leaderChanges())
        .read(Reading.PROPOSALS_PENDING, () -> engine.status().counts().pendingProposals())
        .read(Reading.PROPOSALS_FAILED, () -> engine.status().counts().failedProposals())
        .read(Reading.QUOTA_BYTES, () -> config.store().quotaBytes())
        .read(Reading.DB_BYTES, () -> engine.status().dbBytes())
        .read(Reading.DB_BYTES_IN_USE, () -> engine.status().dbInUseBytes())
        .read(Reading.CURRENT_REVISION, () -> engine.view().revision())
        .read(Reading.COMPACT_REVISION, () -> engine.view().compactRevision())
        .read(Reading.HEALTH_SUCCESSES, vitals::successes)
        .read(Reading.HEALTH_FAILURES, vitals::failures);
    metrics.tell("etcd_server_version", "server_version", Release.ETCD);
    metrics.tell("etcd_server_go_version", "server_go_version", "Java " + Runtime.version());
    metrics.tell("etcd_server_id", "server_id", engine.memberId().hex());
  }
}
