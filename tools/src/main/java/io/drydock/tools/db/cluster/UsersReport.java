package io.drydock.tools.db.cluster;

import com.google.protobuf.ByteString;
import io.drydock.formats.Located;
import io.drydock.formats.backend.AuthState;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.authpb.Permission;
import io.drydock.formats.proto.authpb.Role;
import io.drydock.formats.proto.authpb.User;
import io.drydock.tools.db.command.Secrets;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Users and roles.
 *
 * @param source the database
 * @param auth what it says of them
 * @param secrets whether password hashes are shown
 */
record UsersReport(DbSource source, AuthState auth, Secrets secrets) implements Report {

  /** A role with one of its permissions, as a table shows it. */
  private record Grant(String role, String type, String keys) {}

  @Override
  public String schema() {
    return "db.users/1";
  }

  @Override
  public void json(Json json) throws IOException {
    source.json(json);
    json.bool("auth_enabled", auth.isEnabled())
        .u64("auth_revision", auth.authRevision())
        .objects("users", users(), this::json)
        .objects("roles", roles(), UsersReport::json);
  }

  private void json(Json json, User user) throws IOException {
    json.bytes("name", Bytes.copyOf(user.getName()))
        .strings("roles", user.getRolesList())
        .bool("has_password", !user.getPassword().isEmpty())
        .bool("no_password", user.getOptions().getNoPassword());
    if (!user.getPassword().isEmpty()) {
      json.string("password_hash", secrets.passwordHash(Bytes.copyOf(user.getPassword())));
    }
  }

  private static void json(Json json, Role role) throws IOException {
    json.bytes("name", Bytes.copyOf(role.getName()))
        .objects(
            "permissions",
            role.getKeyPermissionList(),
            (each, permission) -> {
              each.string("type", type(permission))
                  .bytes("key", Bytes.copyOf(permission.getKey()))
                  .bytes("range_end", Bytes.copyOf(permission.getRangeEnd()));
            });
  }

  @Override
  public void page(Page page) {
    String revision =
        auth.authRevision().isPresent()
            ? " (auth revision " + Long.toUnsignedString(auth.authRevision().getAsLong()) + ")"
            : "";
    page.line("authentication is " + (auth.isEnabled() ? "on" : "off") + revision);
    page.heading(Texts.count(users().size(), "user"));
    page.table(
        List.of(
            Column.left("USER", user -> Texts.quoted(Bytes.copyOf(user.getName()))),
            Column.left("ROLES", user -> String.join(", ", user.getRolesList())),
            Column.left("PASSWORD HASH", this::password)),
        users());
    page.heading(Texts.count(roles().size(), "role"));
    page.table(
        List.of(
            Column.left("ROLE", Grant::role),
            Column.left("MAY", Grant::type),
            Column.left("KEYS", Grant::keys)),
        grants());
  }

  private String password(User user) {
    if (user.getPassword().isEmpty()) {
      return user.getOptions().getNoPassword() ? "none, by certificate only" : "none";
    }
    return secrets.passwordHash(Bytes.copyOf(user.getPassword()));
  }

  private List<Grant> grants() {
    List<Grant> grants = new ArrayList<>();
    for (Role role : roles()) {
      String name = Texts.quoted(Bytes.copyOf(role.getName()));
      for (Permission permission : role.getKeyPermissionList()) {
        grants.add(new Grant(name, type(permission), keys(permission)));
      }
      if (role.getKeyPermissionCount() == 0) {
        grants.add(noGrant(name));
      }
    }
    return grants;
  }

  /** etcd lets the role root do everything, without a stored permission. */
  private static Grant noGrant(String role) {
    return role.equals("root")
        ? new Grant(role, "readwrite", "everything, and change users, roles and members")
        : new Grant(role, "nothing", "-");
  }

  private static String type(Permission permission) {
    return permission.getPermType().name().toLowerCase(Locale.ROOT);
  }

  private static String keys(Permission permission) {
    ByteString key = permission.getKey();
    ByteString end = permission.getRangeEnd();
    return KeyRangeText.of(Bytes.copyOf(key), Bytes.copyOf(end));
  }

  private List<User> users() {
    return auth.users().stream().map(Located::value).toList();
  }

  private List<Role> roles() {
    return auth.roles().stream().map(Located::value).toList();
  }
}
