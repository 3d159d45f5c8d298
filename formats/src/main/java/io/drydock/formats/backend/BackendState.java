package io.drydock.formats.backend;

import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.Located;
import java.util.List;

/**
 * All small buckets at one glance, with what is damaged in them.
 *
 * <p>Leases are counted, not listed: there can be millions; {@link RowReader} pulls them.
 *
 * @param meta how far the log is applied, compaction marks, schema
 * @param cluster version, members, alarms
 * @param auth users and roles
 * @param leases how many are granted
 * @param unknown records under unknown names and in unknown buckets, at most {@link #MAX_UNKNOWN}
 * @param findings damaged rows, with code {@code BACKEND-ROW}; buckets that a server makes at start
 *     and that are not there, with code {@code BACKEND-BUCKET}
 */
public record BackendState(
    MetaState meta,
    ClusterState cluster,
    AuthState auth,
    long leases,
    List<Located<BackendRow>> unknown,
    List<Finding> findings) {

  /** How many unknown records are listed. */
  public static final int MAX_UNKNOWN = 1_000;

  /** Copies the lists. */
  public BackendState {
    unknown = List.copyOf(unknown);
    findings = List.copyOf(findings);
  }

  /**
   * Reads all buckets but {@code key}. A damaged row becomes a finding and the others are read.
   *
   * @throws FormatException when the list of buckets is damaged, or a small bucket has more than
   *     65,536 rows, which no cluster has
   */
  public static BackendState read(BackendView view) throws FormatException {
    return BackendStateReader.read(view);
  }

  /** Which release line wrote the backend, as far as it can tell. */
  public WriterVersion writer() {
    return WriterVersion.of(meta, cluster.clusterVersion());
  }
}
