package io.drydock.tools.wal.request;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.etcdserverpb.RequestHeader;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.request.RequestKind;
import java.io.IOException;

/** Goes over the data of an entry and hands each field to one face. */
final class RequestWalk {

  private final Fields out;
  private final KvWalk kv;
  private final ClusterWalk cluster;
  private final AuthWalk auth;
  private final boolean showSecrets;

  RequestWalk(Fields out, boolean showSecrets) {
    this.out = out;
    this.showSecrets = showSecrets;
    this.kv = new KvWalk(out, showSecrets);
    this.cluster = new ClusterWalk(out, showSecrets);
    this.auth = new AuthWalk(out, showSecrets);
  }

  /** Everything that the payload says, under the label of its kind. */
  void write(RequestKind kind, EntryPayload payload) throws IOException {
    switch (payload) {
      case EntryPayload.Empty _ -> {} // its kind says it all
      case EntryPayload.InternalRequest(InternalRaftRequest request) -> write(kind, request);
      case EntryPayload.V2Request(Request request) -> write(kind, request);
      case EntryPayload.ConfigChange change -> cluster.write(kind, change);
      case EntryPayload.ConfigChangeV2 change -> cluster.write(kind, change);
      case EntryPayload.Undecodable broken -> {
        out.begin(kind.label());
        out.value("data", broken.data().toByteString(), !showSecrets);
        out.name("reason", ByteString.copyFromUtf8(broken.reason()));
        out.end();
      }
    }
  }

  /** Who asked: the id by which the server waits for the result, the user, if any. */
  private void header(InternalRaftRequest request) throws IOException {
    RequestHeader header = request.getHeader();
    id(header.getID() == 0 ? request.getID() : header.getID());
    if (!header.getUsernameBytes().isEmpty()) {
      out.name("username", header.getUsernameBytes());
      out.u64("auth_revision", header.getAuthRevision());
    }
  }

  private void write(RequestKind kind, Request request) throws IOException {
    out.begin(kind.label());
    cluster.write(request);
    out.end();
    id(request.getID());
  }

  private void write(RequestKind kind, InternalRaftRequest request) throws IOException {
    out.begin(kind.label());
    switch (kind) {
      case PUT -> kv.put(request.getPut());
      case RANGE -> kv.range(request.getRange());
      case DELETE_RANGE -> kv.deleteRange(request.getDeleteRange());
      case TXN -> kv.txn(request.getTxn());
      case COMPACTION -> kv.compaction(request.getCompaction());
      case LEASE_GRANT -> kv.leaseGrant(request.getLeaseGrant());
      case LEASE_REVOKE -> kv.leaseRevoke(request.getLeaseRevoke());
      case LEASE_CHECKPOINT -> kv.leaseCheckpoint(request.getLeaseCheckpoint());
      case ALARM -> cluster.alarm(request.getAlarm());
      case CLUSTER_VERSION_SET -> cluster.version(request.getClusterVersionSet());
      case CLUSTER_MEMBER_ATTR_SET -> cluster.attributes(request.getClusterMemberAttrSet());
      case DOWNGRADE_INFO_SET -> cluster.downgrade(request.getDowngradeInfoSet());
      case DOWNGRADE_VERSION_TEST -> cluster.versionTest(request.getDowngradeVersionTest());
      case V2_PUT, V2_POST, V2_DELETE, V2_QGET, V2_SYNC, V2_OTHER -> cluster.write(request.getV2());
      case AUTH_ENABLE, AUTH_DISABLE, AUTH_STATUS, AUTH_USER_LIST, AUTH_ROLE_LIST -> {} // no field
      case AUTHENTICATE -> auth.login(request.getAuthenticate());
      case AUTH_USER_ADD -> auth.addUser(request.getAuthUserAdd());
      case AUTH_USER_DELETE -> auth.name(request.getAuthUserDelete().getNameBytes());
      case AUTH_USER_GET -> auth.name(request.getAuthUserGet().getNameBytes());
      case AUTH_USER_CHANGE_PASSWORD -> auth.changePassword(request.getAuthUserChangePassword());
      case AUTH_USER_GRANT_ROLE -> auth.grantRole(request.getAuthUserGrantRole());
      case AUTH_USER_REVOKE_ROLE -> auth.revokeRole(request.getAuthUserRevokeRole());
      case AUTH_ROLE_ADD -> auth.name(request.getAuthRoleAdd().getNameBytes());
      case AUTH_ROLE_DELETE -> auth.role(request.getAuthRoleDelete().getRoleBytes());
      case AUTH_ROLE_GET -> auth.role(request.getAuthRoleGet().getRoleBytes());
      case AUTH_ROLE_GRANT_PERMISSION -> auth.grant(request.getAuthRoleGrantPermission());
      case AUTH_ROLE_REVOKE_PERMISSION -> auth.revoke(request.getAuthRoleRevokePermission());
      case UNKNOWN -> {} // all of it is in the unknown fields
      case NO_OP,
          UNDECODABLE,
          CONF_ADD_NODE,
          CONF_ADD_LEARNER,
          CONF_PROMOTE,
          CONF_REMOVE_NODE,
          CONF_UPDATE_NODE,
          CONF_OTHER,
          CONF_CHANGE_V2 ->
          throw new IllegalStateException(kind + " is no v3 request");
    }
    out.end();
    header(request);
    unknown(out, request, showSecrets);
  }

  private void id(long id) throws IOException {
    if (id != 0) {
      out.id("request_id", id);
    }
  }

  /** Fields that no release known here writes; they may be secrets of a later one. */
  static void unknown(Fields out, Message message, boolean showSecrets) throws IOException {
    if (!message.getUnknownFields().isEmpty()) {
      ByteString fields = message.getUnknownFields().toByteString();
      out.value("unknown_fields", fields, !showSecrets);
    }
  }
}
