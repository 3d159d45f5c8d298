package io.drydock.tools.wal.request;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.authpb.Permission;
import io.drydock.formats.proto.etcdserverpb.AuthRoleGrantPermissionRequest;
import io.drydock.formats.proto.etcdserverpb.AuthRoleRevokePermissionRequest;
import io.drydock.formats.proto.etcdserverpb.AuthUserAddRequest;
import io.drydock.formats.proto.etcdserverpb.AuthUserChangePasswordRequest;
import io.drydock.formats.proto.etcdserverpb.AuthUserGrantRoleRequest;
import io.drydock.formats.proto.etcdserverpb.AuthUserRevokeRoleRequest;
import io.drydock.formats.proto.etcdserverpb.InternalAuthenticateRequest;
import java.io.IOException;

/** Requests about users, roles and logins. */
final class AuthWalk {

  private final Fields out;
  private final boolean showSecrets;

  AuthWalk(Fields out, boolean showSecrets) {
    this.out = out;
    this.showSecrets = showSecrets;
  }

  void name(ByteString name) throws IOException {
    out.name("name", name);
  }

  void role(ByteString role) throws IOException {
    out.name("role", role);
  }

  void login(InternalAuthenticateRequest login) throws IOException {
    name(login.getNameBytes());
    secret("password", login.getPasswordBytes());
    secret("simple_token", login.getSimpleTokenBytes());
    RequestWalk.unknown(out, login, showSecrets);
  }

  void addUser(AuthUserAddRequest add) throws IOException {
    name(add.getNameBytes());
    secret("password", add.getPasswordBytes());
    secret("hashed_password", add.getHashedPasswordBytes());
    if (add.getOptions().getNoPassword()) {
      out.flag("no_password");
    }
    RequestWalk.unknown(out, add.getOptions(), showSecrets);
    RequestWalk.unknown(out, add, showSecrets);
  }

  void changePassword(AuthUserChangePasswordRequest change) throws IOException {
    name(change.getNameBytes());
    secret("password", change.getPasswordBytes());
    secret("hashed_password", change.getHashedPasswordBytes());
    RequestWalk.unknown(out, change, showSecrets);
  }

  void grantRole(AuthUserGrantRoleRequest grant) throws IOException {
    out.name("user", grant.getUserBytes());
    role(grant.getRoleBytes());
    RequestWalk.unknown(out, grant, showSecrets);
  }

  void revokeRole(AuthUserRevokeRoleRequest revoke) throws IOException {
    out.name("user", revoke.getNameBytes());
    role(revoke.getRoleBytes());
    RequestWalk.unknown(out, revoke, showSecrets);
  }

  void grant(AuthRoleGrantPermissionRequest grant) throws IOException {
    role(grant.getNameBytes());
    Permission permission = grant.getPerm();
    out.word("permission", KvWalk.word(permission.getPermType(), permission.getPermTypeValue()));
    out.range(permission.getKey(), permission.getRangeEnd());
    RequestWalk.unknown(out, permission, showSecrets);
    RequestWalk.unknown(out, grant, showSecrets);
  }

  void revoke(AuthRoleRevokePermissionRequest revoke) throws IOException {
    role(revoke.getRoleBytes());
    out.range(revoke.getKey(), revoke.getRangeEnd());
    RequestWalk.unknown(out, revoke, showSecrets);
  }

  private void secret(String name, ByteString secret) throws IOException {
    if (!secret.isEmpty()) {
      out.value(name, secret, !showSecrets);
    }
  }
}
