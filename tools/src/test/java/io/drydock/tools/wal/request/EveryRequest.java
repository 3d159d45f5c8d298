package io.drydock.tools.wal.request;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.authpb.Permission;
import io.drydock.formats.proto.authpb.UserAddOptions;
import io.drydock.formats.proto.etcdserverpb.AlarmRequest;
import io.drydock.formats.proto.etcdserverpb.AlarmType;
import io.drydock.formats.proto.etcdserverpb.AuthDisableRequest;
import io.drydock.formats.proto.etcdserverpb.AuthEnableRequest;
import io.drydock.formats.proto.etcdserverpb.AuthRoleAddRequest;
import io.drydock.formats.proto.etcdserverpb.AuthRoleDeleteRequest;
import io.drydock.formats.proto.etcdserverpb.AuthRoleGetRequest;
import io.drydock.formats.proto.etcdserverpb.AuthRoleGrantPermissionRequest;
import io.drydock.formats.proto.etcdserverpb.AuthRoleListRequest;
import io.drydock.formats.proto.etcdserverpb.AuthRoleRevokePermissionRequest;
import io.drydock.formats.proto.etcdserverpb.AuthStatusRequest;
import io.drydock.formats.proto.etcdserverpb.AuthUserAddRequest;
import io.drydock.formats.proto.etcdserverpb.AuthUserChangePasswordRequest;
import io.drydock.formats.proto.etcdserverpb.AuthUserDeleteRequest;
import io.drydock.formats.proto.etcdserverpb.AuthUserGetRequest;
import io.drydock.formats.proto.etcdserverpb.AuthUserGrantRoleRequest;
import io.drydock.formats.proto.etcdserverpb.AuthUserListRequest;
import io.drydock.formats.proto.etcdserverpb.AuthUserRevokeRoleRequest;
import io.drydock.formats.proto.etcdserverpb.CompactionRequest;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.DowngradeVersionTestRequest;
import io.drydock.formats.proto.etcdserverpb.InternalAuthenticateRequest;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseCheckpoint;
import io.drydock.formats.proto.etcdserverpb.LeaseCheckpointRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseGrantRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseRevokeRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RequestHeader;
import io.drydock.formats.proto.membershippb.Attributes;
import io.drydock.formats.proto.membershippb.ClusterMemberAttrSetRequest;
import io.drydock.formats.proto.membershippb.ClusterVersionSetRequest;
import io.drydock.formats.proto.membershippb.DowngradeInfoSetRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Requests of every kind of v3, some with all that they can hold. */
final class EveryRequest {

  private final List<InternalRaftRequest> requests = new ArrayList<>();

  private EveryRequest() {
    keys();
    leases();
    users();
    roles();
    cluster();
  }

  static List<InternalRaftRequest> list() {
    return new EveryRequest().requests;
  }

  static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private void add(Consumer<InternalRaftRequest.Builder> fields) {
    var request = InternalRaftRequest.newBuilder();
    fields.accept(request);
    requests.add(request.build());
  }

  private void keys() {
    var put = PutRequest.newBuilder().setKey(bytes("foo")).setValue(bytes("bar"));
    add(r -> r.setPut(put).setHeader(RequestHeader.newBuilder().setID(0xc501e8bfb6ac0acL)));
    add(r ->
        r.setPut(put.clone().setLease(0x694d81417acd4754L).setPrevKv(true).setIgnoreLease(true)));
    add(r -> r.setPut(PutRequest.newBuilder().setKey(bytes("k")).setIgnoreValue(true)));
    add(r -> r.setPut(put.clone().setKey(bytes("/registry/secrets/default/token"))));
    add(r ->
        r.setPut(
            put.clone()
                .setKey(ByteString.fromHex("00ff220a"))
                .setValue(ByteString.fromHex("00fe"))));
    add(r -> r.setRange(RangeRequest.newBuilder().setKey(bytes("a"))));
    add(r ->
        r.setRange(
            RangeRequest.newBuilder()
                .setKey(bytes("a"))
                .setRangeEnd(bytes("c"))
                .setLimit(5)
                .setRevision(7)
                .setSortOrder(RangeRequest.SortOrder.DESCEND)
                .setSortTarget(RangeRequest.SortTarget.MOD)
                .setSerializable(true)
                .setKeysOnly(true)
                .setCountOnly(true)
                .setMinModRevision(1)
                .setMaxModRevision(2)
                .setMinCreateRevision(3)
                .setMaxCreateRevision(4)));
    var delete = DeleteRangeRequest.newBuilder().setKey(bytes("/app/"));
    add(r -> r.setDeleteRange(delete));
    add(r -> r.setDeleteRange(delete.clone().setRangeEnd(bytes("/app0")).setPrevKv(true)));
    add(r -> r.setDeleteRange(delete.clone().setRangeEnd(ByteString.fromHex("00"))));
    add(r -> r.setDeleteRange(delete.clone().setRangeEnd(bytes("/b"))));
    add(r -> r.setTxn(TxnSamples.plain()));
    add(r -> r.setTxn(TxnSamples.full()));
    add(r -> r.setCompaction(CompactionRequest.newBuilder().setRevision(4)));
    add(r -> r.setCompaction(CompactionRequest.newBuilder().setRevision(-1).setPhysical(true)));
  }

  private void leases() {
    add(r ->
        r.setLeaseGrant(LeaseGrantRequest.newBuilder().setID(0x18c5e8bfb6ac109cL).setTTL(600)));
    add(r -> r.setLeaseRevoke(LeaseRevokeRequest.newBuilder().setID(0x32)));
    add(r ->
        r.setLeaseCheckpoint(
            LeaseCheckpointRequest.newBuilder()
                .addCheckpoints(LeaseCheckpoint.newBuilder().setID(1).setRemainingTTL(5))
                .addCheckpoints(LeaseCheckpoint.newBuilder().setID(2).setRemainingTTL(6))));
  }

  private void users() {
    add(r -> r.setAuthEnable(AuthEnableRequest.getDefaultInstance()));
    add(r ->
        r.setAuthDisable(AuthDisableRequest.getDefaultInstance())
            .setHeader(RequestHeader.newBuilder().setID(7).setUsername("root").setAuthRevision(5)));
    add(r -> r.setAuthStatus(AuthStatusRequest.getDefaultInstance()));
    add(r ->
        r.setAuthenticate(
            InternalAuthenticateRequest.newBuilder()
                .setName("u1")
                .setPassword("pw")
                .setSimpleToken("tok.1")));
    add(r -> r.setAuthUserAdd(AuthUserAddRequest.newBuilder().setName("u1").setPassword("pw1")));
    add(r ->
        r.setAuthUserAdd(
            AuthUserAddRequest.newBuilder()
                .setName("u2")
                .setHashedPassword("JDJhJA==")
                .setOptions(UserAddOptions.newBuilder().setNoPassword(true))));
    add(r -> r.setAuthUserDelete(AuthUserDeleteRequest.newBuilder().setName("u1")));
    add(r -> r.setAuthUserGet(AuthUserGetRequest.newBuilder().setName("u1")));
    add(r ->
        r.setAuthUserChangePassword(
            AuthUserChangePasswordRequest.newBuilder()
                .setName("u1")
                .setPassword("pw2")
                .setHashedPassword("h")));
    add(r ->
        r.setAuthUserGrantRole(AuthUserGrantRoleRequest.newBuilder().setUser("u1").setRole("r1")));
    add(r ->
        r.setAuthUserRevokeRole(
            AuthUserRevokeRoleRequest.newBuilder().setName("u1").setRole("r1")));
    add(r -> r.setAuthUserList(AuthUserListRequest.getDefaultInstance()));
  }

  private void roles() {
    add(r -> r.setAuthRoleList(AuthRoleListRequest.getDefaultInstance()));
    add(r -> r.setAuthRoleAdd(AuthRoleAddRequest.newBuilder().setName("r1")));
    add(r -> r.setAuthRoleDelete(AuthRoleDeleteRequest.newBuilder().setRole("r1")));
    add(r -> r.setAuthRoleGet(AuthRoleGetRequest.newBuilder().setRole("r1")));
    add(r ->
        r.setAuthRoleGrantPermission(
            AuthRoleGrantPermissionRequest.newBuilder()
                .setName("r1")
                .setPerm(
                    Permission.newBuilder()
                        .setPermType(Permission.Type.READWRITE)
                        .setKey(bytes("/app/"))
                        .setRangeEnd(bytes("/app0")))));
    add(r ->
        r.setAuthRoleRevokePermission(
            AuthRoleRevokePermissionRequest.newBuilder().setRole("r1").setKey(bytes("k"))));
  }

  private void cluster() {
    add(r -> r.setAlarm(AlarmRequest.getDefaultInstance()));
    add(r ->
        r.setAlarm(
            AlarmRequest.newBuilder()
                .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                .setMemberID(0xa838f1df44bb5353L)
                .setAlarm(AlarmType.NOSPACE)));
    add(r -> r.setAlarm(AlarmRequest.newBuilder().setActionValue(9).setAlarmValue(8)));
    add(r -> r.setClusterVersionSet(ClusterVersionSetRequest.newBuilder().setVer("3.7.0")));
    add(r ->
        r.setClusterMemberAttrSet(
            ClusterMemberAttrSetRequest.newBuilder()
                .setMemberID(0xd437a80c0f336bc6L)
                .setMemberAttributes(
                    Attributes.newBuilder()
                        .setName("m1")
                        .addClientUrls("http://a:1")
                        .addClientUrls("http://b:2"))));
    add(r ->
        r.setDowngradeInfoSet(
            DowngradeInfoSetRequest.newBuilder().setEnabled(true).setVer("3.5.0")));
    add(r -> r.setDowngradeInfoSet(DowngradeInfoSetRequest.getDefaultInstance()));
    add(r -> r.setDowngradeVersionTest(DowngradeVersionTestRequest.newBuilder().setVer("3.6.0")));
    add(r -> r.mergeFrom(UnknownFields.REQUEST));
  }
}
