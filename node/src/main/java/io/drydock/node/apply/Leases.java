package io.drydock.node.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseCheckpoint;
import io.drydock.formats.proto.etcdserverpb.LeaseCheckpointResponse;
import io.drydock.formats.proto.etcdserverpb.LeaseRevokeResponse;
import io.drydock.node.RefusedException;
import io.drydock.node.RowSink;
import io.drydock.node.backend.RocksStore;
import io.drydock.node.lease.Lessor;
import io.drydock.node.mvcc.Applied;
import io.drydock.node.mvcc.KvStore;
import io.drydock.node.mvcc.LeaseLink;
import java.util.ArrayList;
import java.util.List;

/**
 * The leases and the keys on them: requests about leases are carried out here, for a revocation
 * deletes keys. Owned by the engine thread.
 */
public final class Leases implements LeaseLink {

  private final Lessor lessor;
  private long nowMillis;

  private Leases(Lessor lessor) {
    this.lessor = lessor;
  }

  /** Goes on from bucket {@code lease}. */
  public static Leases restore(RocksStore backend, Lessor.Settings settings) {
    List<byte[]> rows = new ArrayList<>();
    backend.scan(Bucket.LEASE, (_, value) -> rows.add(value));
    return new Leases(Lessor.of(rows, settings));
  }

  /** Time goes on: milliseconds of a clock that only goes forward. */
  public void now(long millis) {
    nowMillis = millis;
  }

  /** The leases alone. */
  public Lessor lessor() {
    return lessor;
  }

  @Override
  public boolean exists(long leaseId) {
    return lessor.exists(leaseId);
  }

  @Override
  public void attach(ByteString key, long leaseId) {
    lessor.attach(key, leaseId);
  }

  @Override
  public void detach(ByteString key) {
    lessor.detach(key);
  }

  Done apply(InternalRaftRequest request, KvStore keys, RowSink rows) throws RefusedException {
    if (request.hasLeaseGrant()) {
      return done(lessor.grant(request.getLeaseGrant(), nowMillis, rows), keys);
    }
    if (request.hasLeaseRevoke()) {
      long id = request.getLeaseRevoke().getID();
      Applied<?> deleted = keys.deleteAll(lessor.keys(id), rows);
      lessor.revoke(id, rows);
      return new Done(
          LeaseRevokeResponse.getDefaultInstance(), deleted.revision(), deleted.changes(), false);
    }
    for (LeaseCheckpoint checkpoint : request.getLeaseCheckpoint().getCheckpointsList()) {
      lessor.checkpoint(checkpoint, nowMillis, rows);
    }
    return done(LeaseCheckpointResponse.getDefaultInstance(), keys);
  }

  private static Done done(Message response, KvStore keys) {
    return new Done(response, keys.revision(), List.of(), false);
  }
}
