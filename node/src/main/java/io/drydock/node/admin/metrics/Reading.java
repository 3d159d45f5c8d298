package io.drydock.node.admin.metrics;

/** What is read from the node when its metrics are asked for. Names are etcd 3.5's. */
public enum Reading {
  /** 1 when the member knows of a leader. */
  HAS_LEADER("etcd_server_has_leader", Kind.GAUGE),
  /** 1 when the member leads. */
  IS_LEADER("etcd_server_is_leader", Kind.GAUGE),
  /** 1 when the member has no vote. */
  IS_LEARNER("etcd_server_is_learner", Kind.GAUGE),
  /** Changes of the leader seen. */
  LEADER_CHANGES("etcd_server_leader_changes_seen_total", Kind.COUNTER),
  /** Index of the last committed entry. */
  PROPOSALS_COMMITTED("etcd_server_proposals_committed_total", Kind.GAUGE),
  /** Index of the last applied entry. */
  PROPOSALS_APPLIED("etcd_server_proposals_applied_total", Kind.GAUGE),
  /** Proposals not yet committed. */
  PROPOSALS_PENDING("etcd_server_proposals_pending", Kind.GAUGE),
  /** Proposals that failed. */
  PROPOSALS_FAILED("etcd_server_proposals_failed_total", Kind.COUNTER),
  /** Heartbeats that a leader sent late. */
  HEARTBEAT_SEND_FAILURES("etcd_server_heartbeat_send_failures_total", Kind.COUNTER),
  /** Requests that took long to apply. */
  SLOW_APPLIES("etcd_server_slow_apply_total", Kind.COUNTER),
  /** Reads that waited long for an index. */
  SLOW_READ_INDEXES("etcd_server_slow_read_indexes_total", Kind.COUNTER),
  /** Reads that got no index. */
  READ_INDEXES_FAILED("etcd_server_read_indexes_failed_total", Kind.COUNTER),
  /** Bytes of data before the alarm. */
  QUOTA_BYTES("etcd_server_quota_backend_bytes", Kind.GAUGE),
  /** Learners promoted while leading. */
  LEARNER_PROMOTIONS("etcd_server_learner_promote_successes", Kind.GAUGE),
  /** 1 while a snapshot is applied. */
  SNAPSHOT_APPLIES("etcd_server_snapshot_apply_in_progress_total", Kind.GAUGE),
  /** Checks of health that passed. */
  HEALTH_SUCCESSES("etcd_server_health_success", Kind.GAUGE),
  /** Checks of health that failed. */
  HEALTH_FAILURES("etcd_server_health_failures", Kind.GAUGE),
  /** Bytes that the data takes. */
  DB_BYTES("etcd_mvcc_db_total_size_in_bytes", Kind.GAUGE),
  /** Of them, bytes in use. */
  DB_BYTES_IN_USE("etcd_mvcc_db_total_size_in_use_in_bytes", Kind.GAUGE),
  /** Reads of the store under way. */
  DB_OPEN_READS("etcd_mvcc_db_open_read_transactions", Kind.GAUGE),
  /** Puts applied. */
  PUTS("etcd_mvcc_put_total", Kind.COUNTER),
  /** Deletions applied. */
  DELETES("etcd_mvcc_delete_total", Kind.COUNTER),
  /** Ranges read. */
  RANGES("etcd_mvcc_range_total", Kind.COUNTER),
  /** The same under its older name. */
  RANGES_SEEN("etcd_debugging_mvcc_range_total", Kind.COUNTER),
  /** Transactions applied. */
  TXNS("etcd_mvcc_txn_total", Kind.COUNTER),
  /** Keys there are. */
  KEYS("etcd_debugging_mvcc_keys_total", Kind.GAUGE),
  /** Bytes of all puts seen. */
  PUT_BYTES("etcd_debugging_mvcc_total_put_size_in_bytes", Kind.GAUGE),
  /** Revision of the store. */
  CURRENT_REVISION("etcd_debugging_mvcc_current_revision", Kind.GAUGE),
  /** Revision that was compacted to. */
  COMPACT_REVISION("etcd_debugging_mvcc_compact_revision", Kind.GAUGE),
  /** Revisions that compaction deleted. */
  COMPACTED_KEYS("etcd_debugging_mvcc_db_compaction_keys_total", Kind.COUNTER),
  /** Unix time of the last compaction; 0 since the start. */
  LAST_COMPACTION("etcd_debugging_mvcc_db_compaction_last", Kind.GAUGE),
  /** Events sent to watchers. */
  EVENTS("etcd_debugging_mvcc_events_total", Kind.COUNTER),
  /** Events that wait for watchers. */
  PENDING_EVENTS("etcd_debugging_mvcc_pending_events_total", Kind.GAUGE),
  /** Watchers there are. */
  WATCHERS("etcd_debugging_mvcc_watcher_total", Kind.GAUGE),
  /** Watchers that are behind. */
  SLOW_WATCHERS("etcd_debugging_mvcc_slow_watcher_total", Kind.GAUGE),
  /** Streams of watchers. */
  WATCH_STREAMS("etcd_debugging_mvcc_watch_stream_total", Kind.GAUGE),
  /** Leases granted. */
  LEASES_GRANTED("etcd_debugging_lease_granted_total", Kind.COUNTER),
  /** Leases revoked. */
  LEASES_REVOKED("etcd_debugging_lease_revoked_total", Kind.COUNTER),
  /** Leases renewed. */
  LEASES_RENEWED("etcd_debugging_lease_renewed_total", Kind.COUNTER),
  /** Leases that expired. */
  LEASES_EXPIRED("etcd_debugging_server_lease_expired_total", Kind.COUNTER),
  /** Revision of users and roles. */
  AUTH_REVISION("etcd_debugging_auth_revision", Kind.GAUGE),
  /** Bytes written to the WAL. */
  WAL_BYTES("etcd_disk_wal_write_bytes_total", Kind.GAUGE),
  /** 1 during a defragmentation. */
  DEFRAGS("etcd_disk_defrag_inflight", Kind.GAUGE);

  private final String metric;
  private final Kind kind;

  Reading(String metric, Kind kind) {
    this.metric = metric;
    this.kind = kind;
  }

  /** Whether it only grows. */
  enum Kind {
    GAUGE,
    COUNTER
  }

  String metric() {
    return metric;
  }

  Kind kind() {
    return kind;
  }
}
