package io.drydock.formats.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.authpb.Permission;
import io.drydock.formats.proto.authpb.Role;
import io.drydock.formats.proto.authpb.User;
import io.drydock.formats.proto.authpb.UserAddOptions;
import io.drydock.formats.proto.etcdserverpb.AuthRoleGrantPermissionRequest;
import io.drydock.formats.proto.etcdserverpb.AuthRoleRevokePermissionRequest;
import io.drydock.formats.proto.etcdserverpb.AuthUserAddRequest;
import io.drydock.formats.proto.etcdserverpb.AuthUserChangePasswordRequest;
import io.drydock.formats.proto.etcdserverpb.AuthUserGrantRoleRequest;
import io.drydock.formats.proto.etcdserverpb.AuthUserRevokeRoleRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Buckets {@code auth}, {@code authUsers} and {@code authRoles}: what the administration of users
 * and roles stores. Whoever may do it was asked before: {@link Rights}.
 *
 * <p>Each change counts the auth revision up; what is so already does not.
 */
final class Users {

  static final ByteString ROOT = ByteString.copyFromUtf8("root");

  private static final Bytes ENABLED = Bytes.ofUtf8("authEnabled");
  private static final Bytes REVISION = Bytes.ofUtf8("authRevision");
  private static final Bytes ON = Bytes.ofHex("01");
  private static final Bytes OFF = Bytes.ofHex("00");
  private static final long FIRST_REVISION = 1;

  /** Go sorts up to so many elements by insertion, which keeps the order of equal ones. */
  private static final int SORTED_IN_PLACE = 12;

  private final Rows rows;
  private final ApplyRules rules;
  private final Passwords passwords;

  Users(Rows rows, ApplyRules rules, Passwords passwords) {
    this.rows = rows;
    this.rules = rules;
    this.passwords = passwords;
  }

  boolean isEnabled() throws FormatException {
    return rows.get(Bucket.AUTH, ENABLED).filter(ON::equals).isPresent();
  }

  /** u64. A server makes the row when it makes the database. */
  long revision() throws FormatException {
    return rows.get(Bucket.AUTH, REVISION)
        .filter(row -> row.length() == Long.BYTES)
        .map(row -> ByteBuffer.wrap(row.toByteArray()).getLong())
        .orElse(FIRST_REVISION);
  }

  Optional<User> user(ByteString name) throws FormatException, Stop {
    Optional<Bytes> row = rows.get(Bucket.AUTH_USERS, Bytes.copyOf(name));
    return row.isEmpty() ? Optional.empty() : Optional.of(parseUser(row.get()));
  }

  Optional<Role> role(ByteString name) throws FormatException, Stop {
    Optional<Bytes> row = rows.get(Bucket.AUTH_ROLES, Bytes.copyOf(name));
    return row.isEmpty() ? Optional.empty() : Optional.of(parseRole(row.get()));
  }

  static boolean hasRole(User user, ByteString role) {
    return roles(user).contains(role);
  }

  static List<ByteString> roles(User user) {
    return user.getRolesList().asByteStringList();
  }

  void enable() throws FormatException, Refused, Stop {
    if (isEnabled()) {
      return;
    }
    User root = user(ROOT).orElseThrow(() -> new Refused(Refusal.ROOT_USER_MISSING));
    if (!hasRole(root, ROOT)) {
      throw new Refused(Refusal.ROOT_ROLE_MISSING);
    }
    rows.put(Bucket.AUTH, ENABLED, ON);
  }

  void disable() throws FormatException {
    if (isEnabled()) {
      rows.put(Bucket.AUTH, ENABLED, OFF);
      countUp();
    }
  }

  void addUser(AuthUserAddRequest request) throws FormatException, Refused, Stop {
    ByteString name = request.getNameBytes();
    if (name.isEmpty()) {
      throw new Refused(Refusal.USER_EMPTY);
    }
    if (user(name).isPresent()) {
      throw new Refused(Refusal.USER_EXISTS);
    }
    User.Builder user = User.newBuilder().setName(name);
    if (!request.getOptions().getNoPassword()) {
      user.setPassword(
          password(name, request.getPasswordBytes(), request.getHashedPasswordBytes()));
    }
    // Stored even when the request has none.
    UserAddOptions options = request.getOptions();
    put(user.setOptions(options).build());
    countUp();
  }

  void deleteUser(ByteString name) throws FormatException, Refused, Stop {
    if (isEnabled() && name.equals(ROOT)) {
      throw new Refused(Refusal.INVALID_AUTH_MANAGEMENT);
    }
    requireUser(name);
    rows.delete(Bucket.AUTH_USERS, Bytes.copyOf(name));
    countUp();
  }

  void changePassword(AuthUserChangePasswordRequest request) throws FormatException, Refused, Stop {
    ByteString name = request.getNameBytes();
    User.Builder user = requireUser(name).toBuilder().clearPassword();
    if (rules.hashesPasswords() || !user.getOptions().getNoPassword()) {
      user.setPassword(
          password(name, request.getPasswordBytes(), request.getHashedPasswordBytes()));
    }
    put(user.build());
    countUp();
  }

  void grantRole(AuthUserGrantRoleRequest request) throws FormatException, Refused, Stop {
    User user = requireUser(request.getUserBytes());
    ByteString role = request.getRoleBytes();
    if (!role.equals(ROOT) && role(role).isEmpty()) {
      throw new Refused(Refusal.ROLE_NOT_FOUND);
    }
    if (hasRole(user, role)) {
      return;
    }
    List<ByteString> granted = new ArrayList<>(roles(user));
    granted.add(role);
    granted.sort(ByteString.unsignedLexicographicalComparator());
    put(withRoles(user, granted));
    countUp();
  }

  void revokeRole(AuthUserRevokeRoleRequest request) throws FormatException, Refused, Stop {
    ByteString role = request.getRoleBytes();
    if (isEnabled() && request.getNameBytes().equals(ROOT) && role.equals(ROOT)) {
      throw new Refused(Refusal.INVALID_AUTH_MANAGEMENT);
    }
    User user = requireUser(request.getNameBytes());
    if (!hasRole(user, role)) {
      throw new Refused(Refusal.ROLE_NOT_GRANTED);
    }
    put(withoutRole(user, role));
    countUp();
  }

  void addRole(ByteString name) throws FormatException, Refused, Stop {
    if (name.isEmpty()) {
      throw new Refused(Refusal.ROLE_EMPTY);
    }
    if (role(name).isPresent()) {
      throw new Refused(Refusal.ROLE_EXISTS);
    }
    put(Role.newBuilder().setName(name).build());
    countUp();
  }

  void deleteRole(ByteString name) throws FormatException, Refused, Stop {
    if (isEnabled() && name.equals(ROOT)) {
      throw new Refused(Refusal.INVALID_AUTH_MANAGEMENT);
    }
    requireRole(name);
    rows.delete(Bucket.AUTH_ROLES, Bytes.copyOf(name));
    for (Bytes row : rows.all(Bucket.AUTH_USERS).values()) {
      User user = parseUser(row);
      if (hasRole(user, name)) {
        put(withoutRole(user, name));
      }
    }
    countUp();
  }

  void grantPermission(AuthRoleGrantPermissionRequest request)
      throws FormatException, Refused, Stop {
    requireValid(request);
    Role role = requireRole(request.getNameBytes());
    Permission granted = request.getPerm();
    List<Permission> permissions = new ArrayList<>(role.getKeyPermissionList());
    int at = 0;
    while (at < permissions.size() && order(permissions.get(at), granted) < 0) {
      at++;
    }
    // Looked for at the first permission of its key only: a second range from there is added.
    if (at < permissions.size() && isSameRange(permissions.get(at), granted)) {
      permissions.set(at, granted);
    } else {
      permissions.add(granted);
      if (permissions.stream().filter(each -> order(each, granted) == 0).count() > 1
          && permissions.size() > SORTED_IN_PLACE) {
        throw Stop.unknown(
            "a second range from one key in a role of more than " + SORTED_IN_PLACE + " ranges",
            "ranges from different keys, whose order is certain");
      }
      permissions.sort(Users::order);
    }
    put(Role.newBuilder().setName(role.getName()).addAllKeyPermission(permissions).build());
    countUp();
  }

  void revokePermission(AuthRoleRevokePermissionRequest request)
      throws FormatException, Refused, Stop {
    Role role = requireRole(request.getRoleBytes());
    List<Permission> left =
        role.getKeyPermissionList().stream()
            .filter(each ->
                !each.getKey().equals(request.getKey())
                    || !each.getRangeEnd().equals(request.getRangeEnd()))
            .toList();
    if (left.size() == role.getKeyPermissionCount()) {
      throw new Refused(Refusal.PERMISSION_NOT_GRANTED);
    }
    put(Role.newBuilder().setName(role.getName()).addAllKeyPermission(left).build());
    countUp();
  }

  private void requireValid(AuthRoleGrantPermissionRequest request) throws Refused, Stop {
    Permission granted = request.getPerm();
    if (request.hasPerm() && isRange(granted)) {
      return;
    }
    switch (rules.refusesInvalidRanges()) {
      case YES ->
          throw new Refused(
              request.hasPerm() ? Refusal.INVALID_AUTH_MANAGEMENT : Refusal.PERMISSION_NOT_GIVEN);
      case OPEN -> throw Stop.open("a grant of a range without a key or with its end before it");
      case NO -> {
        if (!request.hasPerm()) {
          throw Stop.panic("a grant of nothing");
        }
      }
    }
  }

  private static boolean isRange(Permission granted) {
    ByteString end = granted.getRangeEnd();
    if (granted.getKey().isEmpty()) {
      return false;
    }
    return end.isEmpty()
        || Rights.isOpen(end)
        || ByteString.unsignedLexicographicalComparator().compare(granted.getKey(), end) < 0;
  }

  private ByteString password(ByteString user, ByteString plain, ByteString hashed)
      throws Refused, Stop {
    if (rules.hashesPasswords() || !plain.isEmpty() && hashed.isEmpty()) {
      return passwords
          .hash(user, plain)
          .orElseThrow(() ->
              Stop.unknown(
                  "a user's password in plain, of which each member makes a hash of its own",
                  "a database that has applied the entry"))
          .toByteString();
    }
    return Passwords.decoded(hashed).orElseThrow(() -> new Refused(Refusal.NO_PASSWORD));
  }

  private static int order(Permission a, Permission b) {
    Comparator<ByteString> bytes = ByteString.unsignedLexicographicalComparator();
    return bytes.compare(a.getKey(), b.getKey());
  }

  private static boolean isSameRange(Permission a, Permission b) {
    return a.getKey().equals(b.getKey()) && a.getRangeEnd().equals(b.getRangeEnd());
  }

  private User requireUser(ByteString name) throws FormatException, Refused, Stop {
    return user(name).orElseThrow(() -> new Refused(Refusal.USER_NOT_FOUND));
  }

  private Role requireRole(ByteString name) throws FormatException, Refused, Stop {
    return role(name).orElseThrow(() -> new Refused(Refusal.ROLE_NOT_FOUND));
  }

  private static User withoutRole(User user, ByteString role) {
    return withRoles(user, roles(user).stream().filter(each -> !each.equals(role)).toList());
  }

  private static User withRoles(User user, List<ByteString> roles) {
    User.Builder changed = user.toBuilder().clearRoles();
    roles.forEach(changed::addRolesBytes);
    return changed.build();
  }

  private void put(User user) {
    rows.put(Bucket.AUTH_USERS, Bytes.copyOf(user.getName()), Bytes.adopt(user.toByteArray()));
  }

  private void put(Role role) {
    rows.put(Bucket.AUTH_ROLES, Bytes.copyOf(role.getName()), Bytes.adopt(role.toByteArray()));
  }

  private void countUp() throws FormatException {
    long next = revision() + 1;
    rows.put(
        Bucket.AUTH, REVISION, Bytes.adopt(ByteBuffer.allocate(Long.BYTES).putLong(next).array()));
  }

  private static User parseUser(Bytes row) throws Stop {
    try {
      return User.parseFrom(row.toByteString());
    } catch (InvalidProtocolBufferException malformed) {
      throw Stop.panic("a row of bucket authUsers that is no user");
    }
  }

  private static Role parseRole(Bytes row) throws Stop {
    try {
      return Role.parseFrom(row.toByteString());
    } catch (InvalidProtocolBufferException malformed) {
      throw Stop.panic("a row of bucket authRoles that is no role");
    }
  }
}
