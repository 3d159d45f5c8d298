package io.drydock.node.mvcc;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.node.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Requests on few keys, so that they meet. */
final class RandomRequests {

  private static final ByteString NO_END = ByteString.copyFrom(new byte[1]);

  private final RandomGenerator random;
  private final List<ByteString> keys = new ArrayList<>();

  RandomRequests(RandomGenerator random) {
    this.random = random;
    for (int i = 1 + random.nextInt(12); i > 0; i--) {
      byte[] key = new byte[1 + random.nextInt(3)];
      for (int at = 0; at < key.length; at++) {
        key[at] = (byte) "\0aA\u00ff".charAt(random.nextInt(4));
      }
      keys.add(ByteString.copyFrom(key));
    }
  }

  ByteString key() {
    return keys.get(random.nextInt(keys.size()));
  }

  /** The same one each time. */
  ByteString lastKey() {
    return keys.getLast();
  }

  private ByteString end() {
    return switch (random.nextInt(4)) {
      case 0 -> NO_END;
      case 1 -> key();
      default -> ByteString.EMPTY;
    };
  }

  RangeRequest range(long revision) {
    var request =
        RangeRequest.newBuilder()
            .setKey(key())
            .setRangeEnd(end())
            .setSerializable(random.nextBoolean());
    if (random.nextInt(3) == 0) {
      request.setRevision(random.nextLong(-1, revision + 3));
    }
    if (random.nextBoolean()) {
      request.setLimit(random.nextInt(5));
      request.setSortOrderValue(random.nextInt(4));
      request.setSortTargetValue(random.nextInt(5));
      request.setKeysOnly(random.nextInt(3) == 0);
      request.setCountOnly(random.nextInt(5) == 0);
    }
    if (random.nextInt(4) == 0) {
      request.setMinModRevision(random.nextLong(revision + 1));
      request.setMaxModRevision(random.nextLong(revision + 1));
      request.setMinCreateRevision(random.nextLong(revision + 1));
      request.setMaxCreateRevision(random.nextLong(revision + 1));
    }
    return request.build();
  }

  PutRequest put() {
    var request = PutRequest.newBuilder().setKey(key()).setPrevKv(random.nextInt(4) == 0);
    if (random.nextInt(6) == 0) {
      request.setIgnoreValue(true);
    } else {
      int size = random.nextInt(50) == 0 ? 5000 : random.nextInt(6);
      request.setValue(ByteString.copyFrom(new byte[size]));
    }
    if (random.nextInt(6) == 0) {
      request.setIgnoreLease(true);
    } else if (random.nextInt(3) == 0) {
      request.setLease(1 + random.nextInt(4));
    }
    return request.build();
  }

  DeleteRangeRequest deletion() {
    return DeleteRangeRequest.newBuilder()
        .setKey(key())
        .setRangeEnd(end())
        .setPrevKv(random.nextBoolean())
        .build();
  }

  /** One that a server takes in. */
  TxnRequest txn(long revision) {
    while (true) {
      TxnRequest request = txn(revision, 2);
      try {
        KeyRequests.check(request, 128);
        return request;
      } catch (RefusedException duplicate) {
        continue;
      }
    }
  }

  private TxnRequest txn(long revision, int depth) {
    var txn = TxnRequest.newBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      txn.addCompare(compare(revision));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      txn.addSuccess(op(revision, depth));
      txn.addFailure(op(revision, depth));
    }
    return txn.build();
  }

  private Compare compare(long revision) {
    var compare =
        Compare.newBuilder()
            .setKey(key())
            .setRangeEnd(end())
            .setTargetValue(random.nextInt(5))
            .setResultValue(random.nextInt(4));
    return switch (compare.getTarget()) {
      case VERSION -> compare.setVersion(random.nextInt(3)).build();
      case CREATE -> compare.setCreateRevision(random.nextLong(revision + 1)).build();
      case MOD -> compare.setModRevision(random.nextLong(revision + 1)).build();
      case LEASE -> compare.setLease(random.nextInt(4)).build();
      default -> compare.setValue(ByteString.copyFrom(new byte[random.nextInt(4)])).build();
    };
  }

  private RequestOp op(long revision, int depth) {
    var op = RequestOp.newBuilder();
    return switch (random.nextInt(depth > 0 ? 6 : 5)) {
      case 0 -> op.setRequestDeleteRange(deletion()).build();
      case 1 -> op.setRequestRange(range(revision)).build();
      case 5 -> op.setRequestTxn(txn(revision, depth - 1)).build();
      default -> op.setRequestPut(put()).build();
    };
  }
}
