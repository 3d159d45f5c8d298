package io.drydock.node.mvcc;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which keys the operations on one path of a transaction put and delete: none may be put twice, or
 * put and deleted. Deletions may overlap, and the two branches of an inner transaction may put the
 * same keys.
 *
 * <p>Source: etcd 3.5, api/v3rpc/key.go, checkIntervals. It takes a range end of one zero byte for
 * what it says, not for no end, so a deletion from a key on goes with any put.
 */
final class WrittenKeys {

  private final Set<ByteString> puts = new HashSet<>();
  private final List<DeleteRangeRequest> deletions = new ArrayList<>();

  private WrittenKeys() {}

  /** Refuses operations that would write a key twice. */
  static void check(List<RequestOp> ops) throws RefusedException {
    of(ops);
  }

  private static WrittenKeys of(List<RequestOp> ops) throws RefusedException {
    var written = new WrittenKeys();
    for (RequestOp op : ops) {
      if (op.hasRequestDeleteRange()) {
        written.deletions.add(op.getRequestDeleteRange());
      }
    }
    for (RequestOp op : ops) {
      if (op.hasRequestTxn()) {
        WrittenKeys then = of(op.getRequestTxn().getSuccessList());
        WrittenKeys otherwise = of(op.getRequestTxn().getFailureList());
        written.addBranches(then, otherwise);
      }
    }
    for (RequestOp op : ops) {
      if (op.hasRequestPut()) {
        written.add(op.getRequestPut().getKey());
      }
    }
    return written;
  }

  private void addBranches(WrittenKeys then, WrittenKeys otherwise) throws RefusedException {
    for (ByteString key : then.puts) {
      add(key);
    }
    for (ByteString key : otherwise.puts) {
      if (!then.puts.contains(key)) {
        add(key);
      }
    }
    deletions.addAll(then.deletions);
    deletions.addAll(otherwise.deletions);
  }

  private void add(ByteString key) throws RefusedException {
    if (!puts.add(key) || isDeleted(key)) {
      throw new RefusedException(EtcdError.DUPLICATE_KEY);
    }
  }

  private boolean isDeleted(ByteString key) {
    for (DeleteRangeRequest deletion : deletions) {
      ByteString end = deletion.getRangeEnd();
      int order = KeyRequests.BYTEWISE.compare(key, deletion.getKey());
      if (end.isEmpty() ? order == 0 : order >= 0 && KeyRequests.BYTEWISE.compare(key, end) < 0) {
        return true;
      }
    }
    return false;
  }
}
