package io.drydock.formats.apply;

/** Why a server answers a committed request with an error and changes nothing. */
public enum Refusal {
  /** A put that keeps value or lease of a key that is not there. */
  KEY_NOT_FOUND("etcdserver: key not found"),
  /** No such lease. */
  LEASE_NOT_FOUND("lease not found"),
  /** The lease to grant is there. */
  LEASE_EXISTS("lease already exists"),
  /** A lease for longer than etcd grants. */
  LEASE_TTL_TOO_LARGE("too large lease TTL"),
  /** History up to there is gone. */
  COMPACTED("mvcc: required revision has been compacted"),
  /** The store has not come there yet. */
  FUTURE_REVISION("mvcc: required revision is a future revision"),
  /** The alarm NOSPACE is raised. */
  NO_SPACE("etcdserver: mvcc: database space exceeded"),
  /** The alarm CORRUPT is raised. */
  CORRUPT("etcdserver: corrupt cluster"),
  /** Nobody asks, though users are asked for. */
  USER_EMPTY("auth: user name is empty"),
  /** Rights have changed since they were checked before proposing. */
  OLD_AUTH_REVISION("auth: revision in header is old"),
  /** The user may not do that. */
  PERMISSION_DENIED("auth: permission denied"),
  /** There is no user {@code root}. */
  ROOT_USER_MISSING("auth: root user does not exist"),
  /** The user {@code root} lacks the role {@code root}. */
  ROOT_ROLE_MISSING("auth: root user does not have root role"),
  /** The user to add is there. */
  USER_EXISTS("auth: user already exists"),
  /** No such user. */
  USER_NOT_FOUND("auth: user not found"),
  /** A role without a name. */
  ROLE_EMPTY("auth: role name is empty"),
  /** The role to add is there. */
  ROLE_EXISTS("auth: role already exists"),
  /** No such role. */
  ROLE_NOT_FOUND("auth: role not found"),
  /** The user does not have the role. */
  ROLE_NOT_GRANTED("auth: role is not granted to the user"),
  /** The role does not have the right. */
  PERMISSION_NOT_GRANTED("auth: permission is not granted to the role"),
  /** A grant of nothing. */
  PERMISSION_NOT_GIVEN("auth: permission not given"),
  /** What would lock out root, or a range that is none. */
  INVALID_AUTH_MANAGEMENT("auth: invalid auth management"),
  /** A password that is no hash. */
  NO_PASSWORD("auth: authentication failed, password was given for no password user"),
  /** A member change that validation refused, or a v2 request that failed. */
  MEMBERSHIP("membership: refused");

  private final String text;

  Refusal(String text) {
    this.text = text;
  }

  /** etcd's own words. */
  public String text() {
    return text;
  }
}
