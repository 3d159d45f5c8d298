package io.drydock.node.apply;

import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import java.util.List;

/**
 * What a request is taken to cost of the quota, in bytes (etcd 3.5, {@code storage/quota.go}).
 *
 * <pre>
 * request     | cost
 * ------------+----------------------------------------------------------------
 * put         | 256 + key + value
 * lease grant | 64
 * txn         | the puts of its dearer branch; those of inner transactions count for nothing
 * all else    | 0
 * </pre>
 */
public final class Cost {

  private static final long PUT_OVERHEAD = 256;
  private static final long LEASE = 64;

  private Cost() {}

  /** Of a request that is proposed or applied. */
  public static long of(InternalRaftRequest request) {
    if (request.hasPut()) {
      return of(request.getPut());
    }
    if (request.hasTxn()) {
      return of(request.getTxn());
    }
    return request.hasLeaseGrant() ? LEASE : 0;
  }

  private static long of(PutRequest put) {
    return PUT_OVERHEAD + put.getKey().size() + put.getValue().size();
  }

  static long of(TxnRequest txn) {
    return Math.max(of(txn.getSuccessList()), of(txn.getFailureList()));
  }

  private static long of(List<RequestOp> ops) {
    long sum = 0;
    for (RequestOp op : ops) {
      if (op.hasRequestPut()) {
        sum += of(op.getRequestPut());
      }
    }
    return sum;
  }
}
