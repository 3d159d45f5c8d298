package io.drydock.node.mvcc;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import java.util.Comparator;
import java.util.List;

/**
 * What is refused of a request before it is read or proposed, whatever the keys are, and what kind
 * of transaction one is. Source: etcd 3.5, api/v3rpc/key.go.
 */
public final class KeyRequests {

  /** Order of keys and values. */
  static final Comparator<ByteString> BYTEWISE = ByteString.unsignedLexicographicalComparator();

  private KeyRequests() {}

  /**
   * Refuses a range without a key, and a target of sorting that does not exist, which etcd 3.5
   * would die of. An order that does not exist leaves keys in their own, as there.
   */
  public static void check(RangeRequest request) throws RefusedException {
    requireKey(request.getKey());
    if (request.getSortTarget() == RangeRequest.SortTarget.UNRECOGNIZED) {
      throw new RefusedException(EtcdError.INVALID_SORT_OPTION);
    }
  }

  /** Refuses a put without a key, or with a value or lease although it keeps the one there is. */
  public static void check(PutRequest request) throws RefusedException {
    requireKey(request.getKey());
    if (request.getIgnoreValue() && !request.getValue().isEmpty()) {
      throw new RefusedException(EtcdError.VALUE_PROVIDED);
    }
    if (request.getIgnoreLease() && request.getLease() != 0) {
      throw new RefusedException(EtcdError.LEASE_PROVIDED);
    }
  }

  /** Refuses a deletion without a key. */
  public static void check(DeleteRangeRequest request) throws RefusedException {
    requireKey(request.getKey());
  }

  /**
   * Refuses a transaction that is too large, has an operation that would be refused alone or is
   * none, or would write a key twice on one path.
   *
   * @param maxTxnOps how many comparisons, operations of the one branch or of the other it may
   *     have; what the outer leaves is left for the inner ones
   */
  public static void check(TxnRequest request, int maxTxnOps) throws RefusedException {
    checkOps(request, maxTxnOps);
    WrittenKeys.check(request.getSuccessList());
    WrittenKeys.check(request.getFailureList());
  }

  private static void checkOps(TxnRequest request, int maxTxnOps) throws RefusedException {
    int ops =
        Math.max(
            request.getCompareCount(),
            Math.max(request.getSuccessCount(), request.getFailureCount()));
    if (ops > maxTxnOps) {
      throw new RefusedException(EtcdError.TOO_MANY_OPS);
    }
    for (Compare compare : request.getCompareList()) {
      requireKey(compare.getKey());
    }
    for (RequestOp op : request.getSuccessList()) {
      check(op, maxTxnOps - ops);
    }
    for (RequestOp op : request.getFailureList()) {
      check(op, maxTxnOps - ops);
    }
  }

  private static void check(RequestOp op, int maxTxnOps) throws RefusedException {
    switch (op.getRequestCase()) {
      case REQUEST_RANGE -> check(op.getRequestRange());
      case REQUEST_PUT -> check(op.getRequestPut());
      case REQUEST_DELETE_RANGE -> check(op.getRequestDeleteRange());
      case REQUEST_TXN -> checkOps(op.getRequestTxn(), maxTxnOps);
      case REQUEST_NOT_SET -> throw new RefusedException(EtcdError.KEY_NOT_FOUND);
    }
  }

  private static void requireKey(ByteString key) throws RefusedException {
    if (key.isEmpty()) {
      throw new RefusedException(EtcdError.EMPTY_KEY);
    }
  }

  /**
   * True when a transaction only reads, so that it needs no entry in the log: {@link KvView#txn}
   * answers it. One with a transaction inside counts as writing.
   */
  public static boolean isReadOnly(TxnRequest request) {
    return areReads(request.getSuccessList(), false) && areReads(request.getFailureList(), false);
  }

  /** True when, besides, every read in it is content with this member's own state. */
  public static boolean isSerializable(TxnRequest request) {
    return areReads(request.getSuccessList(), true) && areReads(request.getFailureList(), true);
  }

  private static boolean areReads(List<RequestOp> ops, boolean serializable) {
    for (RequestOp op : ops) {
      if (!op.hasRequestRange() || serializable && !op.getRequestRange().getSerializable()) {
        return false;
      }
    }
    return true;
  }
}
