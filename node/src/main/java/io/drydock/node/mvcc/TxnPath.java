package io.drydock.node.mvcc;

import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import java.util.ArrayList;
import java.util.List;

/**
 * A transaction with its comparisons decided: which operations will be carried out.
 *
 * <p>All comparisons, of inner transactions too, look at the keys as they are before the
 * transaction. Source: etcd 3.5, apply.go.
 *
 * @param request the transaction
 * @param succeeds whether its comparisons hold
 * @param inner of the operations of the branch that are transactions, in their order
 */
record TxnPath(TxnRequest request, boolean succeeds, List<TxnPath> inner) {

  /** Decides the comparisons. */
  static TxnPath of(TxnRequest request, KeyReads reads) throws RecordGone {
    boolean succeeds = true;
    for (Compare compare : request.getCompareList()) {
      succeeds = succeeds && reads.holds(compare);
    }
    List<RequestOp> ops = succeeds ? request.getSuccessList() : request.getFailureList();
    List<TxnPath> inner = new ArrayList<>(0);
    for (RequestOp op : ops) {
      if (op.hasRequestTxn()) {
        inner.add(of(op.getRequestTxn(), reads));
      }
    }
    return new TxnPath(request, succeeds, inner);
  }

  /** The operations of the branch that is taken. */
  List<RequestOp> ops() {
    return succeeds ? request.getSuccessList() : request.getFailureList();
  }

  /**
   * Refuses puts that cannot be carried out, here and inside.
   *
   * <p>A put that keeps value or lease of a key that an operation before it deletes is refused,
   * too; etcd 3.5 would panic on it.
   *
   * @param deletions of the path so far
   */
  void checkPuts(KeyReads reads, LeaseLink leases, List<DeleteRangeRequest> deletions)
      throws RefusedException, RecordGone {
    int nextInner = 0;
    for (RequestOp op : ops()) {
      switch (op.getRequestCase()) {
        case REQUEST_PUT -> checkPut(op.getRequestPut(), reads, leases, deletions);
        case REQUEST_DELETE_RANGE -> deletions.add(op.getRequestDeleteRange());
        case REQUEST_TXN -> inner.get(nextInner++).checkPuts(reads, leases, deletions);
        case REQUEST_RANGE, REQUEST_NOT_SET -> {
          // Writes nothing.
        }
      }
    }
  }

  private static void checkPut(
      PutRequest put, KeyReads reads, LeaseLink leases, List<DeleteRangeRequest> deletions)
      throws RefusedException, RecordGone {
    if (put.getIgnoreValue() || put.getIgnoreLease()) {
      byte[] key = put.getKey().toByteArray();
      boolean isThere = reads.get(key, reads.revision()).isPresent();
      for (DeleteRangeRequest deletion : deletions) {
        isThere &= !KeyBounds.of(deletion.getKey(), deletion.getRangeEnd()).contains(key);
      }
      if (!isThere) {
        throw new RefusedException(EtcdError.KEY_NOT_FOUND);
      }
    }
    if (put.getLease() != 0 && !leases.exists(put.getLease())) {
      throw new RefusedException(EtcdError.LEASE_NOT_FOUND);
    }
  }

  /**
   * Refuses reads at revisions that are compacted or still to come, here and inside.
   *
   * @param needsReads whether those of the outermost transaction count
   */
  void checkReads(KeyReads reads, boolean needsReads) throws RefusedException {
    int nextInner = 0;
    for (RequestOp op : ops()) {
      if (op.hasRequestRange() && needsReads) {
        reads.checkInnerRead(op.getRequestRange());
      } else if (op.hasRequestTxn()) {
        inner.get(nextInner++).checkReads(reads, true);
      }
    }
  }
}
