package io.drydock.formats.apply;

import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyRange;
import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Puts, deletions and transactions.
 *
 * <p>A transaction goes in three steps, as in a server: all comparisons, of inner transactions too,
 * decide on the keys as they are before it; then every operation that will be carried out is
 * checked on the same keys, and one that fails ends it with nothing changed; then they are carried
 * out, each on what those before it have left.
 */
final class Txns {

  private final KeySpace keys;
  private final Leases leases;
  private final ApplyRules rules;

  Txns(KeySpace keys, Leases leases, ApplyRules rules) {
    this.keys = keys;
    this.leases = leases;
    this.rules = rules;
  }

  void put(PutRequest request) throws FormatException, Refused, Stop {
    if (request.getLease() != Leases.NONE && !leases.exists(request.getLease())) {
      throw new Refused(Refusal.LEASE_NOT_FOUND);
    }
    requirePrevious(request);
    write(request);
    keys.end();
  }

  void delete(DeleteRangeRequest request) throws FormatException {
    keys.delete(range(request));
    keys.end();
  }

  void txn(TxnRequest request) throws FormatException, Refused, Stop {
    Deque<Boolean> path = new ArrayDeque<>();
    decide(request, path);
    check(request, new ArrayDeque<>(path), true);
    execute(request, path);
    keys.end();
  }

  /** Whether each transaction succeeds, outer before inner, in the order of the operations. */
  private void decide(TxnRequest request, Deque<Boolean> path) throws FormatException {
    boolean succeeds = true;
    for (Compare compare : request.getCompareList()) {
      succeeds = succeeds && holds(compare);
    }
    path.addLast(succeeds);
    for (RequestOp op : branch(request, succeeds)) {
      if (op.hasRequestTxn()) {
        decide(op.getRequestTxn(), path);
      }
    }
  }

  private void check(TxnRequest request, Deque<Boolean> path, boolean isOuter)
      throws FormatException, Refused {
    for (RequestOp op : branch(request, path.removeFirst())) {
      switch (op.getRequestCase()) {
        case REQUEST_PUT -> checkPut(op.getRequestPut());
        case REQUEST_RANGE -> {
          if (!isOuter || !rules.dropsReadsOfTxns()) {
            checkRead(op.getRequestRange());
          }
        }
        case REQUEST_TXN -> check(op.getRequestTxn(), path, false);
        case REQUEST_DELETE_RANGE, REQUEST_NOT_SET -> {
          // Cannot fail.
        }
      }
    }
  }

  private void checkPut(PutRequest request) throws FormatException, Refused {
    requirePrevious(request);
    if (request.getLease() != Leases.NONE && !leases.exists(request.getLease())) {
      throw new Refused(Refusal.LEASE_NOT_FOUND);
    }
  }

  private void checkRead(RangeRequest request) throws Refused {
    if (request.getRevision() == 0) {
      return;
    }
    if (request.getRevision() > keys.revision()) {
      throw new Refused(Refusal.FUTURE_REVISION);
    }
    if (request.getRevision() < keys.compactRevision()) {
      throw new Refused(Refusal.COMPACTED);
    }
  }

  private void execute(TxnRequest request, Deque<Boolean> path) throws FormatException, Stop {
    for (RequestOp op : branch(request, path.removeFirst())) {
      switch (op.getRequestCase()) {
        case REQUEST_PUT -> write(op.getRequestPut());
        case REQUEST_DELETE_RANGE -> keys.delete(range(op.getRequestDeleteRange()));
        case REQUEST_TXN -> execute(op.getRequestTxn(), path);
        case REQUEST_RANGE, REQUEST_NOT_SET -> {
          // Changes nothing.
        }
      }
    }
  }

  private void requirePrevious(PutRequest request) throws FormatException, Refused {
    boolean needsPrevious = request.getIgnoreValue() || request.getIgnoreLease();
    if (needsPrevious && keys.get(Bytes.copyOf(request.getKey())).isEmpty()) {
      throw new Refused(Refusal.KEY_NOT_FOUND);
    }
  }

  /** What was checked before can only be otherwise by an operation earlier in the transaction. */
  private void write(PutRequest request) throws FormatException, Stop {
    Bytes key = Bytes.copyOf(request.getKey());
    Bytes value = Bytes.copyOf(request.getValue());
    long lease = request.getLease();
    if (request.getIgnoreValue() || request.getIgnoreLease()) {
      Optional<KeySpace.Current> previous = keys.get(key);
      if (previous.isEmpty()) {
        throw Stop.panic("a put in a transaction that keeps the value of a key deleted in it");
      }
      value = request.getIgnoreValue() ? previous.get().value() : value;
      lease = request.getIgnoreLease() ? previous.get().lease() : lease;
    }
    if (lease != Leases.NONE && !leases.exists(lease)) {
      throw Stop.panic("a key that is attached to a lease that is not there");
    }
    keys.put(key, value, lease);
  }

  private boolean holds(Compare compare) throws FormatException {
    var range = new KeyRange(Bytes.copyOf(compare.getKey()), Bytes.copyOf(compare.getRangeEnd()));
    boolean[] isAny = {false};
    boolean all =
        keys.walk(
            range,
            (_, current) -> {
              isAny[0] = true;
              return CompareRule.holds(compare, current.toKeyValue());
            });
    if (isAny[0]) {
      return all;
    }
    return CompareRule.holdsForAbsent(compare);
  }

  private static List<RequestOp> branch(TxnRequest request, boolean succeeds) {
    return succeeds ? request.getSuccessList() : request.getFailureList();
  }

  private static KeyRange range(DeleteRangeRequest request) {
    return new KeyRange(Bytes.copyOf(request.getKey()), Bytes.copyOf(request.getRangeEnd()));
  }
}
