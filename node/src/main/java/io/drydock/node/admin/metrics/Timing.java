package io.drydock.node.admin.metrics;

/** What is measured as it happens, into etcd 3.5's histograms. */
public enum Timing {
  /** fdatasync of the WAL, seconds. */
  WAL_FSYNC("etcd_disk_wal_fsync_duration_seconds", 0.001, 14),
  /** Writing to the WAL, seconds. */
  WAL_WRITE("etcd_disk_wal_write_duration_seconds", 0.001, 14),
  /** A batch written to the store, seconds. */
  BACKEND_COMMIT("etcd_disk_backend_commit_duration_seconds", 0.001, 14),
  /** A defragmentation, seconds. */
  BACKEND_DEFRAG("etcd_disk_backend_defrag_duration_seconds", 0.1, 13),
  /** An image of the store sent whole, seconds. */
  BACKEND_SNAPSHOT("etcd_disk_backend_snapshot_duration_seconds", 0.01, 17),
  /** fsync of a .snap file, seconds. */
  SNAP_FSYNC("etcd_snap_fsync_duration_seconds", 0.001, 14),
  /** Saving a .snap file, seconds. */
  SNAP_SAVE("etcd_debugging_snap_save_total_duration_seconds", 0.001, 14),
  /** Encoding a .snap file, seconds. */
  SNAP_MARSHALLING("etcd_debugging_snap_save_marshalling_duration_seconds", 0.001, 14),
  /** fsync of a .snap.db file, seconds. */
  SNAP_DB_FSYNC("etcd_snap_db_fsync_duration_seconds", 0.001, 14),
  /** Saving a .snap.db file, seconds. */
  SNAP_DB_SAVE("etcd_snap_db_save_total_duration_seconds", 0.1, 10),
  /** Hash of the whole store, seconds. */
  HASH("etcd_mvcc_hash_duration_seconds", 0.01, 15),
  /** Hash up to a revision, seconds. */
  HASH_REVISION("etcd_mvcc_hash_rev_duration_seconds", 0.01, 15),
  /** Time that leases are granted for, seconds. */
  LEASE_TTL("etcd_debugging_lease_ttl_total", 1, 24),
  /** A batch of compaction, milliseconds. */
  COMPACTION_PAUSE("etcd_debugging_mvcc_db_compaction_pause_duration_milliseconds", 1, 13),
  /** A compaction, milliseconds. */
  COMPACTION("etcd_debugging_mvcc_db_compaction_total_duration_milliseconds", 100, 14),
  /** A compaction of the index, milliseconds. */
  INDEX_COMPACTION("etcd_debugging_mvcc_index_compaction_pause_duration_milliseconds", 0.5, 14);

  private final String metric;
  private final double firstBound;
  private final int bounds;

  Timing(String metric, double firstBound, int bounds) {
    this.metric = metric;
    this.firstBound = firstBound;
    this.bounds = bounds;
  }

  String metric() {
    return metric;
  }

  /** Upper bounds of its buckets, each double the one before, in the metric's unit. */
  double[] bounds() {
    return bounds(firstBound, bounds);
  }

  static double[] bounds(double first, int count) {
    var bounds = new double[count];
    for (int at = 0; at < count; at++) {
      bounds[at] = first * (1L << at);
    }
    return bounds;
  }
}
