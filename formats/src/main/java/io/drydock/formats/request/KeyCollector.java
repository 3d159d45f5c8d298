package io.drydock.formats.request;

import com.google.protobuf.ByteString;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.AuthRoleRevokePermissionRequest;
import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseCheckpoint;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.formats.request.RequestKeys.Access;
import io.drydock.formats.request.RequestKeys.Touch;
import java.util.ArrayList;
import java.util.List;

/** Walks a request and notes its keys and leases. */
final class KeyCollector {

  private final List<Touch> touches = new ArrayList<>();
  private final List<Long> leases = new ArrayList<>();
  private final List<Bytes> v2Paths = new ArrayList<>();

  private KeyCollector() {}

  static RequestKeys collect(EntryPayload payload) {
    var collector = new KeyCollector();
    payload
        .v2()
        .map(request -> Bytes.copyOf(request.getPath()))
        .filter(path -> !path.isEmpty())
        .ifPresent(collector.v2Paths::add);
    if (payload instanceof EntryPayload.InternalRequest(InternalRaftRequest request)) {
      collector.add(request);
    }
    return new RequestKeys(collector.touches, collector.leases, collector.v2Paths);
  }

  private void add(InternalRaftRequest request) {
    if (request.hasRange()) {
      add(request.getRange());
    }
    if (request.hasPut()) {
      add(request.getPut());
    }
    if (request.hasDeleteRange()) {
      add(request.getDeleteRange());
    }
    if (request.hasTxn()) {
      add(request.getTxn());
    }
    addLease(request.getLeaseGrant().getID());
    addLease(request.getLeaseRevoke().getID());
    for (LeaseCheckpoint checkpoint : request.getLeaseCheckpoint().getCheckpointsList()) {
      addLease(checkpoint.getID());
    }
    addPermissions(request);
  }

  private void addPermissions(InternalRaftRequest request) {
    if (request.hasAuthRoleGrantPermission()) {
      var permission = request.getAuthRoleGrantPermission().getPerm();
      touch(Access.PERMISSION, range(permission.getKey(), permission.getRangeEnd()), 0);
    }
    if (request.hasAuthRoleRevokePermission()) {
      AuthRoleRevokePermissionRequest revoke = request.getAuthRoleRevokePermission();
      touch(Access.PERMISSION, range(revoke.getKey(), revoke.getRangeEnd()), 0);
    }
  }

  private void add(TxnRequest txn) {
    txn.getCompareList().forEach(this::add);
    txn.getSuccessList().forEach(this::add);
    txn.getFailureList().forEach(this::add);
  }

  private void add(Compare compare) {
    touch(
        Access.COMPARE, range(compare.getKey(), compare.getRangeEnd()), compare.getValue().size());
    addLease(compare.getLease());
  }

  private void add(RequestOp op) {
    switch (op.getRequestCase()) {
      case REQUEST_RANGE -> add(op.getRequestRange());
      case REQUEST_PUT -> add(op.getRequestPut());
      case REQUEST_DELETE_RANGE -> add(op.getRequestDeleteRange());
      case REQUEST_TXN -> add(op.getRequestTxn());
      case REQUEST_NOT_SET -> {} // an operation of a later release, or none
    }
  }

  private void add(RangeRequest read) {
    touch(Access.READ, range(read.getKey(), read.getRangeEnd()), 0);
  }

  private void add(PutRequest put) {
    var key = KeyRange.single(Bytes.copyOf(put.getKey()));
    touch(Access.PUT, key, put.getValue().size());
    addLease(put.getLease());
  }

  private void add(DeleteRangeRequest delete) {
    touch(Access.DELETE, range(delete.getKey(), delete.getRangeEnd()), 0);
  }

  private void touch(Access access, KeyRange range, int valueBytes) {
    touches.add(new Touch(access, range, valueBytes));
  }

  private void addLease(long lease) {
    if (lease != 0) {
      leases.add(lease);
    }
  }

  private static KeyRange range(ByteString key, ByteString rangeEnd) {
    return new KeyRange(Bytes.copyOf(key), Bytes.copyOf(rangeEnd));
  }
}
