package io.drydock.formats.apply;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.EtcdVersion;
import io.drydock.formats.backend.LeaseRow;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyRange;
import io.drydock.formats.proto.etcdserverpb.LeaseCheckpoint;
import io.drydock.formats.proto.etcdserverpb.LeaseCheckpointRequest;
import io.drydock.formats.proto.leasepb.Lease;
import java.util.Optional;

/**
 * Bucket {@code lease}. When a lease ends is not decided here: the leader says so with an entry.
 *
 * <p>A grant for less than the shortest life is stored with that life, which hangs on each server's
 * {@code --election-timeout}; here on the default. A server that loads the row raises it again.
 */
final class Leases {

  /** The id that names no lease. */
  static final long NONE = LeaseRow.NO_LEASE;

  private static final Bytes CLUSTER_VERSION = Bytes.ofUtf8("clusterVersion");

  private final Rows rows;
  private final KeySpace keys;

  Leases(Rows rows, KeySpace keys) {
    this.rows = rows;
    this.keys = keys;
  }

  boolean exists(long id) throws FormatException {
    return rows.get(Bucket.LEASE, LeaseRow.key(id)).isPresent();
  }

  void grant(long id, long ttlSeconds) throws FormatException, Refused {
    if (id == NONE) {
      throw new Refused(Refusal.LEASE_NOT_FOUND);
    }
    if (ttlSeconds > LeaseRow.MAX_TTL_SECONDS) {
      throw new Refused(Refusal.LEASE_TTL_TOO_LARGE);
    }
    if (exists(id)) {
      throw new Refused(Refusal.LEASE_EXISTS);
    }
    store(id, Math.max(ttlSeconds, ApplyRules.MIN_LEASE_TTL_SECONDS), 0);
  }

  /** Deletes the keys in their order, all at one revision, and the lease. */
  void revoke(long id) throws FormatException, Refused {
    if (!exists(id)) {
      throw new Refused(Refusal.LEASE_NOT_FOUND);
    }
    for (Bytes key : keys.attachedTo(id)) {
      keys.delete(KeyRange.single(key));
    }
    keys.end();
    rows.delete(Bucket.LEASE, LeaseRow.key(id));
  }

  /**
   * Stores what is left of leases, which servers do in clusters of 3.6 and later, and before only
   * when started with a flag.
   */
  void checkpoint(LeaseCheckpointRequest request) throws FormatException, Stop {
    if (!areCheckpointsStored()) {
      return;
    }
    for (LeaseCheckpoint each : request.getCheckpointsList()) {
      Optional<Bytes> row = rows.get(Bucket.LEASE, LeaseRow.key(each.getID()));
      if (row.isPresent()) {
        long ttl = Math.max(parse(row.get()).getTTL(), ApplyRules.MIN_LEASE_TTL_SECONDS);
        store(each.getID(), ttl, each.getRemainingTTL());
      }
    }
  }

  private boolean areCheckpointsStored() throws FormatException {
    return rows.get(Bucket.CLUSTER, CLUSTER_VERSION)
        .flatMap(text -> EtcdVersion.parse(text.toUtf8()))
        .filter(version -> version.isAtLeast(3, 6, 0))
        .isPresent();
  }

  private void store(long id, long ttlSeconds, long remainingSeconds) {
    rows.put(Bucket.LEASE, LeaseRow.key(id), LeaseRow.value(id, ttlSeconds, remainingSeconds));
  }

  private static Lease parse(Bytes row) throws Stop {
    try {
      return Lease.parseFrom(row.toByteString());
    } catch (InvalidProtocolBufferException malformed) {
      throw Stop.panic("a row of bucket lease that is no lease");
    }
  }
}
