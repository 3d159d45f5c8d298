package io.drydock.tools.wal.request;

import com.google.protobuf.ByteString;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.CompactionRequest;
import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseCheckpoint;
import io.drydock.formats.proto.etcdserverpb.LeaseCheckpointRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseGrantRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseRevokeRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.formats.request.Redaction;
import io.drydock.formats.request.RequestKind;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Requests about keys and leases. */
final class KvWalk {

  private final Fields out;
  private final boolean showSecrets;

  KvWalk(Fields out, boolean showSecrets) {
    this.out = out;
    this.showSecrets = showSecrets;
  }

  void put(PutRequest put) throws IOException {
    out.range(put.getKey(), ByteString.EMPTY);
    if (put.getIgnoreValue()) {
      out.flag("ignore_value");
    } else {
      out.value("value", put.getValue(), isSecret(put.getKey()));
    }
    lease(put.getLease());
    flag("prev_kv", put.getPrevKv());
    flag("ignore_lease", put.getIgnoreLease());
    RequestWalk.unknown(out, put, showSecrets);
  }

  void range(RangeRequest range) throws IOException {
    out.range(range.getKey(), range.getRangeEnd());
    number("limit", range.getLimit());
    number("revision", range.getRevision());
    if (range.getSortOrderValue() != 0) {
      out.word("sort_order", word(range.getSortOrder(), range.getSortOrderValue()));
    }
    if (range.getSortTargetValue() != 0) {
      out.word("sort_target", word(range.getSortTarget(), range.getSortTargetValue()));
    }
    flag("serializable", range.getSerializable());
    flag("keys_only", range.getKeysOnly());
    flag("count_only", range.getCountOnly());
    number("min_mod_revision", range.getMinModRevision());
    number("max_mod_revision", range.getMaxModRevision());
    number("min_create_revision", range.getMinCreateRevision());
    number("max_create_revision", range.getMaxCreateRevision());
    RequestWalk.unknown(out, range, showSecrets);
  }

  void deleteRange(DeleteRangeRequest delete) throws IOException {
    out.range(delete.getKey(), delete.getRangeEnd());
    flag("prev_kv", delete.getPrevKv());
    RequestWalk.unknown(out, delete, showSecrets);
  }

  void txn(TxnRequest txn) throws IOException {
    out.beginList("compare");
    for (Compare compare : txn.getCompareList()) {
      out.beginItem();
      out.compare(compare, isSecret(compare.getKey()));
      RequestWalk.unknown(out, compare, showSecrets);
      out.endItem();
    }
    out.endList();
    operations("success", txn.getSuccessList());
    operations("failure", txn.getFailureList());
    RequestWalk.unknown(out, txn, showSecrets);
  }

  void compaction(CompactionRequest compaction) throws IOException {
    out.i64("revision", compaction.getRevision());
    flag("physical", compaction.getPhysical());
    RequestWalk.unknown(out, compaction, showSecrets);
  }

  void leaseGrant(LeaseGrantRequest grant) throws IOException {
    out.id("id", grant.getID());
    out.i64("ttl_seconds", grant.getTTL());
    RequestWalk.unknown(out, grant, showSecrets);
  }

  void leaseRevoke(LeaseRevokeRequest revoke) throws IOException {
    out.id("id", revoke.getID());
    RequestWalk.unknown(out, revoke, showSecrets);
  }

  void leaseCheckpoint(LeaseCheckpointRequest request) throws IOException {
    out.beginList("checkpoints");
    for (LeaseCheckpoint checkpoint : request.getCheckpointsList()) {
      out.beginItem();
      out.id("id", checkpoint.getID());
      out.i64("remaining_ttl_seconds", checkpoint.getRemainingTTL());
      out.endItem();
    }
    out.endList();
    RequestWalk.unknown(out, request, showSecrets);
  }

  private void operations(String name, List<RequestOp> operations) throws IOException {
    out.beginList(name);
    for (RequestOp operation : operations) {
      out.beginItem();
      operation(operation);
      out.endItem();
    }
    out.endList();
  }

  private void operation(RequestOp operation) throws IOException {
    RequestKind kind =
        switch (operation.getRequestCase()) {
          case REQUEST_RANGE -> RequestKind.RANGE;
          case REQUEST_PUT -> RequestKind.PUT;
          case REQUEST_DELETE_RANGE -> RequestKind.DELETE_RANGE;
          case REQUEST_TXN -> RequestKind.TXN;
          case REQUEST_NOT_SET -> RequestKind.UNKNOWN;
        };
    out.begin(kind.label());
    switch (operation.getRequestCase()) {
      case REQUEST_RANGE -> range(operation.getRequestRange());
      case REQUEST_PUT -> put(operation.getRequestPut());
      case REQUEST_DELETE_RANGE -> deleteRange(operation.getRequestDeleteRange());
      case REQUEST_TXN -> txn(operation.getRequestTxn());
      case REQUEST_NOT_SET -> {} // an operation of a later release, or none
    }
    RequestWalk.unknown(out, operation, showSecrets);
    out.end();
  }

  private boolean isSecret(ByteString key) {
    return !showSecrets && Redaction.isSecretKey(Bytes.copyOf(key));
  }

  private void lease(long lease) throws IOException {
    if (lease != 0) {
      out.id("lease", lease);
    }
  }

  private void number(String name, long number) throws IOException {
    if (number != 0) {
      out.i64(name, number);
    }
  }

  private void flag(String name, boolean isSo) throws IOException {
    if (isSo) {
      out.flag(name);
    }
  }

  /** The name of an enum's value in lower case, or its number when no release known here has it. */
  static String word(Enum<?> value, int number) {
    return value.name().equals("UNRECOGNIZED")
        ? Integer.toString(number)
        : value.name().toLowerCase(Locale.ROOT);
  }
}
