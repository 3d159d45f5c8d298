package io.drydock.node;

/**
 * The errors that a member answers requests with: etcd's texts, which clients compare, and the
 * codes of gRPC that etcd 3.5 sends (api/v3rpc/rpctypes/error.go and what was seen of a server).
 */
public enum EtcdError {
  /** A request about a key without one. */
  EMPTY_KEY("etcdserver: key is not provided", 3),
  /**
   * A put that keeps value or lease of a key that is not there; an operation of a transaction that
   * is none.
   */
  KEY_NOT_FOUND("etcdserver: key not found", 3),
  /** A put that keeps the value and brings one. */
  VALUE_PROVIDED("etcdserver: value is provided", 3),
  /** A put that keeps the lease and brings one. */
  LEASE_PROVIDED("etcdserver: lease is provided", 3),
  /** More comparisons or operations than max-txn-ops. */
  TOO_MANY_OPS("etcdserver: too many operations in txn request", 3),
  /** A transaction that would write a key twice on one path. */
  DUPLICATE_KEY("etcdserver: duplicate key given in txn request", 3),
  /** Metadata client-api-version that is no version. */
  INVALID_CLIENT_API_VERSION("etcdserver: invalid client api version", 3),
  /** A sort order or target that does not exist. */
  INVALID_SORT_OPTION("etcdserver: invalid sort option", 3),
  /** Peer URLs of a member to add or update that are none. */
  BAD_PEER_URLS("etcdserver: given member URLs are invalid", 3),
  /** A request beyond max-request-bytes. */
  REQUEST_TOO_LARGE("etcdserver: request is too large", 3),
  /** A user without a name, or nobody asks though users are asked for. */
  USER_EMPTY("etcdserver: user name is empty", 3),
  /** A role without a name. */
  ROLE_EMPTY("etcdserver: role name is empty", 3),
  /** A login that failed. */
  AUTH_FAILED("etcdserver: authentication failed, invalid user ID or password", 3),
  /** A grant of nothing. */
  PERMISSION_NOT_GIVEN("etcdserver: permission not given", 3),
  /** What would lock out root. */
  INVALID_AUTH_MANAGEMENT("etcdserver: invalid auth management", 3),
  /** Rights have changed since they were checked. */
  OLD_AUTH_REVISION("etcdserver: revision of auth store is old", 3),
  /** A downgrade's target that is no version. */
  BAD_DOWNGRADE_VERSION("etcdserver: wrong downgrade target version format", 3),
  /** A downgrade's target that is not the minor version before. */
  INVALID_DOWNGRADE_TARGET("etcdserver: invalid downgrade target version", 3),
  /** History up to there is gone. */
  COMPACTED("etcdserver: mvcc: required revision has been compacted", 11),
  /** The store has not come there yet. */
  FUTURE_REVISION("etcdserver: mvcc: required revision is a future revision", 11),
  /** A lease for longer than 9,000,000,000 seconds. */
  LEASE_TTL_TOO_LARGE("etcdserver: too large lease TTL", 11),
  /** The alarm NOSPACE is raised, or the request would exceed the quota. */
  NO_SPACE("etcdserver: mvcc: database space exceeded", 8),
  /** More than 5,000 committed entries wait to be applied. etcd declares code 8 and sends 2. */
  TOO_MANY_REQUESTS("etcdserver: too many requests", 2),
  /** No such lease. */
  LEASE_NOT_FOUND("etcdserver: requested lease not found", 5),
  /** No such member. */
  MEMBER_NOT_FOUND("etcdserver: member not found", 5),
  /** The lease to grant is there. */
  LEASE_EXISTS("etcdserver: lease already exists", 9),
  /** A member of that id is there. */
  MEMBER_EXISTS("etcdserver: member ID already exist", 9),
  /** Another member has one of the peer URLs. */
  PEER_URLS_EXIST("etcdserver: Peer URLs already exists", 9),
  /** Too few members would be started for a quorum. etcd declares code 9 and sends 2. */
  NOT_ENOUGH_STARTED("etcdserver: re-configuration failed due to not enough started members", 2),
  /** The member to promote votes already. */
  NOT_A_LEARNER("etcdserver: can only promote a learner member", 9),
  /** The learner to promote has not caught up. */
  LEARNER_NOT_READY(
      "etcdserver: can only promote a learner member which is in sync with leader", 9),
  /** The cluster has its most learners. */
  TOO_MANY_LEARNERS("etcdserver: too many learner members in cluster", 9),
  /** The sender belongs to another cluster. */
  CLUSTER_ID_MISMATCH("etcdserver: cluster ID mismatch", 9),
  /** There is no user root. */
  ROOT_USER_MISSING("etcdserver: root user does not exist", 9),
  /** The user root lacks the role root. */
  ROOT_ROLE_MISSING("etcdserver: root user does not have root role", 9),
  /** The user to add is there. */
  USER_EXISTS("etcdserver: user name already exists", 9),
  /** No such user. */
  USER_NOT_FOUND("etcdserver: user name not found", 9),
  /** The role to add is there. */
  ROLE_EXISTS("etcdserver: role name already exists", 9),
  /** No such role. */
  ROLE_NOT_FOUND("etcdserver: role name not found", 9),
  /** The user does not have the role. */
  ROLE_NOT_GRANTED("etcdserver: role is not granted to the user", 9),
  /** The role does not have the right. */
  PERMISSION_NOT_GRANTED("etcdserver: permission is not granted to the role", 9),
  /** A login where nobody is asked for one. */
  AUTH_NOT_ENABLED("etcdserver: authentication is not enabled", 9),
  /** Only the leader does that. */
  NOT_LEADER("etcdserver: not leader", 9),
  /** The member that should lead does not vote. */
  BAD_LEADER_TRANSFEREE("etcdserver: bad leader transferee", 9),
  /** The cluster has not agreed on a version. */
  CLUSTER_VERSION_UNAVAILABLE("etcdserver: cluster version not found during downgrade", 9),
  /** Another downgrade is under way. */
  DOWNGRADE_IN_PROGRESS("etcdserver: cluster has a downgrade job in progress", 9),
  /** There is no downgrade to cancel. */
  NO_DOWNGRADE("etcdserver: no inflight downgrade job", 9),
  /** The user may not do that. */
  PERMISSION_DENIED("etcdserver: permission denied", 7),
  /** The token is unknown or expired. */
  INVALID_AUTH_TOKEN("etcdserver: invalid auth token", 16),
  /** The member knows of no leader. */
  NO_LEADER("etcdserver: no leader", 14),
  /** The leader changed while the request waited. */
  LEADER_CHANGED("etcdserver: leader changed", 14),
  /** The cluster's version lacks what was asked for. 3.6 sends code 9. */
  NOT_CAPABLE("etcdserver: not capable", 14),
  /** The member is stopping. */
  STOPPED("etcdserver: server stopped", 14),
  /** The request waited its longest. */
  TIMEOUT("etcdserver: request timed out", 14),
  /** The request waited its longest; the leader was lost meanwhile. */
  TIMEOUT_LEADER_FAILURE(
      "etcdserver: request timed out, possibly due to previous leader failure", 14),
  /** The request waited its longest; connections to members were lost meanwhile. */
  TIMEOUT_CONNECTION_LOST("etcdserver: request timed out, possibly due to connection lost", 14),
  /** The read waited its longest for the applied index. */
  TIMEOUT_WAIT_APPLIED(
      "etcdserver: request timed out, waiting for the applied index took too long", 14),
  /** A member change would endanger a cluster that is not well. */
  UNHEALTHY("etcdserver: unhealthy cluster", 14),
  /** A learner does not answer that. 3.6 sends code 9. */
  LEARNER_UNSUPPORTED("etcdserver: rpc not supported for learner", 14),
  /** The alarm CORRUPT is raised. */
  CORRUPT("etcdserver: corrupt cluster", 15),
  /** Nobody took the leadership over in time. */
  LEADER_TRANSFER_TIMEOUT("etcdserver: request timed out, leader transfer took too long", 2),
  /** The sender gave up. */
  REQUEST_CANCELLED("etcdserver: request cancelled", 2);

  private final String text;
  private final int grpcCode;

  EtcdError(String text, int grpcCode) {
    this.text = text;
    this.grpcCode = grpcCode;
  }

  /** etcd's own words, with their prefix. */
  public String text() {
    return text;
  }

  /** The number of gRPC's status code that etcd 3.5 sends it with. */
  public int grpcCode() {
    return grpcCode;
  }
}
