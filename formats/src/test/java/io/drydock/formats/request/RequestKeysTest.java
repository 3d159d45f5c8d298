package io.drydock.formats.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.authpb.Permission;
import io.drydock.formats.proto.etcdserverpb.AuthRoleGrantPermissionRequest;
import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseCheckpoint;
import io.drydock.formats.proto.etcdserverpb.LeaseCheckpointRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseRevokeRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.formats.request.RequestKeys.Access;
import io.drydock.formats.request.RequestKeys.Touch;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RequestKeysTest {

  @Test
  void txnTouchesAllThatEitherOutcomeWouldAndAllItComparesWith() {
    var inner = TxnRequest.newBuilder().addFailure(put("deep", "xy", 9));
    var txn =
        TxnRequest.newBuilder()
            .addCompare(Compare.newBuilder().setKey(text("c")).setValue(text("abc")))
            .addCompare(Compare.newBuilder().setKey(text("l")).setLease(8))
            .addSuccess(
                RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(text("r"))))
            .addSuccess(RequestOp.newBuilder().setRequestTxn(inner))
            .addFailure(
                RequestOp.newBuilder()
                    .setRequestDeleteRange(
                        DeleteRangeRequest.newBuilder().setKey(text("d")).setRangeEnd(text("e"))));
    var keys = keysOf(InternalRaftRequest.newBuilder().setTxn(txn));

    assertEquals(
        List.of(
            new Touch(Access.COMPARE, single("c"), 3),
            new Touch(Access.COMPARE, single("l"), 0),
            new Touch(Access.READ, single("r"), 0),
            new Touch(Access.PUT, single("deep"), 2),
            new Touch(Access.DELETE, new KeyRange(bytes("d"), bytes("e")), 0)),
        keys.touches());
    assertEquals(List.of(8L, 9L), keys.leases());
    assertTrue(keys.touches(KeyRange.prefix(bytes("de"))));
    assertTrue(keys.touches(single("dzz")));
    assertFalse(keys.touches(single("e")));
    assertTrue(keys.namesLease(9));
  }

  @Test
  void leasesOfEveryLeaseRequestAreNamed() {
    var checkpoints =
        LeaseCheckpointRequest.newBuilder()
            .addCheckpoints(LeaseCheckpoint.newBuilder().setID(3))
            .addCheckpoints(LeaseCheckpoint.newBuilder().setID(4));
    var request =
        InternalRaftRequest.newBuilder()
            .setLeaseRevoke(LeaseRevokeRequest.newBuilder().setID(-1))
            .setLeaseCheckpoint(checkpoints);

    assertEquals(List.of(-1L, 3L, 4L), keysOf(request).leases());
  }

  @Test
  void permissionsNameTheirRange() {
    var grant =
        AuthRoleGrantPermissionRequest.newBuilder()
            .setPerm(
                Permission.newBuilder()
                    .setKey(text("zz"))
                    .setRangeEnd(ByteString.copyFrom(new byte[1])));
    var keys = keysOf(InternalRaftRequest.newBuilder().setAuthRoleGrantPermission(grant));

    assertEquals(Access.PERMISSION, keys.touches().getFirst().access());
    assertTrue(keys.touches().getFirst().range().isFromKey());
  }

  @Test
  void v2RequestsHavePathsInstead() {
    var put =
        Request.newBuilder().setMethod(text("PUT")).setPath(text("/1/a")).setVal(text("v")).build();
    var keys = RequestKeys.of(new EntryPayload.V2Request(put));

    assertEquals(List.of(bytes("/1/a")), keys.v2Paths());
    assertEquals(List.of(), keys.touches());
    assertEquals(RequestKeys.NONE, RequestKeys.of(new EntryPayload.Empty()));
  }

  private static RequestKeys keysOf(InternalRaftRequest.Builder request) {
    return RequestKeys.of(new EntryPayload.InternalRequest(request.build()));
  }

  private static RequestOp put(String key, String value, long lease) {
    var put = PutRequest.newBuilder().setKey(text(key)).setValue(text(value)).setLease(lease);
    return RequestOp.newBuilder().setRequestPut(put).build();
  }

  private static KeyRange single(String key) {
    return KeyRange.single(bytes(key));
  }

  private static Bytes bytes(String text) {
    return Bytes.ofUtf8(text);
  }

  private static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
