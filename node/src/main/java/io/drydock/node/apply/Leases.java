package io.drydock.node.apply;

import com.google.protobuf.ByteString;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.node.RowSink;
import io.drydock.node.StopException;
import io.drydock.node.backend.RocksStore;
import io.drydock.node.mvcc.KvStore;
import io.drydock.node.mvcc.LeaseLink;

/** A member without leases: none is granted, and a log or backend that has any is refused. */
public final class Leases implements LeaseLink {

  private Leases() {}

  /**
   * Begins.
   *
   * @throws StopException when the backend holds a lease
   */
  public static Leases restore(RocksStore backend) {
    backend.scan(
        Bucket.LEASE,
        (_, _) -> {
          throw new StopException("the backend holds leases, which this release does not serve");
        });
    return new Leases();
  }

  @Override
  public boolean exists(long leaseId) {
    return false;
  }

  @Override
  public void attach(ByteString key, long leaseId) {
    throw new IllegalStateException("no lease is there to attach a key to");
  }

  @Override
  public void detach(ByteString key) {
    // Attached to none.
  }

  Done apply(InternalRaftRequest request, KvStore keys, RowSink rows) {
    throw new StopException("an entry about leases, which this release does not serve");
  }
}
