package io.drydock.formats.request;

import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * What an entry asks for, as one word. Labels are stable: filters and JSON output use them.
 *
 * <p>v3 kinds are the fields of {@code InternalRaftRequest} under etcd's own names.
 */
public enum RequestKind {
  /** No data: what a leader appends when its term begins. */
  NO_OP("no_op"),
  /** A read through the log. */
  RANGE("range", 3, InternalRaftRequest::hasRange),
  /** One key written. */
  PUT("put", 4, InternalRaftRequest::hasPut),
  /** One key or a range of keys deleted. */
  DELETE_RANGE("delete_range", 5, InternalRaftRequest::hasDeleteRange),
  /** Conditions, and operations for either outcome. */
  TXN("txn", 6, InternalRaftRequest::hasTxn),
  /** History up to a revision given up. */
  COMPACTION("compaction", 7, InternalRaftRequest::hasCompaction),
  /** A lease made. */
  LEASE_GRANT("lease_grant", 8, InternalRaftRequest::hasLeaseGrant),
  /** A lease ended, with its keys. */
  LEASE_REVOKE("lease_revoke", 9, InternalRaftRequest::hasLeaseRevoke),
  /** An alarm raised, cleared or listed. */
  ALARM("alarm", 10, InternalRaftRequest::hasAlarm),
  /** Remaining times of leases written down. Since 3.4. */
  LEASE_CHECKPOINT("lease_checkpoint", 11, InternalRaftRequest::hasLeaseCheckpoint),
  /** Authentication switched on. */
  AUTH_ENABLE("auth_enable", 1000, InternalRaftRequest::hasAuthEnable),
  /** Authentication switched off. */
  AUTH_DISABLE("auth_disable", 1011, InternalRaftRequest::hasAuthDisable),
  /** A login. */
  AUTHENTICATE("authenticate", 1012, InternalRaftRequest::hasAuthenticate),
  /** The state of authentication read. Since 3.5. */
  AUTH_STATUS("auth_status", 1013, InternalRaftRequest::hasAuthStatus),
  /** A user made. */
  AUTH_USER_ADD("auth_user_add", 1100, InternalRaftRequest::hasAuthUserAdd),
  /** A user removed. */
  AUTH_USER_DELETE("auth_user_delete", 1101, InternalRaftRequest::hasAuthUserDelete),
  /** A user read. */
  AUTH_USER_GET("auth_user_get", 1102, InternalRaftRequest::hasAuthUserGet),
  /** A user's password changed. */
  AUTH_USER_CHANGE_PASSWORD(
      "auth_user_change_password", 1103, InternalRaftRequest::hasAuthUserChangePassword),
  /** A role given to a user. */
  AUTH_USER_GRANT_ROLE("auth_user_grant_role", 1104, InternalRaftRequest::hasAuthUserGrantRole),
  /** A role taken from a user. */
  AUTH_USER_REVOKE_ROLE("auth_user_revoke_role", 1105, InternalRaftRequest::hasAuthUserRevokeRole),
  /** Users listed. */
  AUTH_USER_LIST("auth_user_list", 1106, InternalRaftRequest::hasAuthUserList),
  /** Roles listed. */
  AUTH_ROLE_LIST("auth_role_list", 1107, InternalRaftRequest::hasAuthRoleList),
  /** A role made. */
  AUTH_ROLE_ADD("auth_role_add", 1200, InternalRaftRequest::hasAuthRoleAdd),
  /** A role removed. */
  AUTH_ROLE_DELETE("auth_role_delete", 1201, InternalRaftRequest::hasAuthRoleDelete),
  /** A role read. */
  AUTH_ROLE_GET("auth_role_get", 1202, InternalRaftRequest::hasAuthRoleGet),
  /** Access to keys given to a role. */
  AUTH_ROLE_GRANT_PERMISSION(
      "auth_role_grant_permission", 1203, InternalRaftRequest::hasAuthRoleGrantPermission),
  /** Access to keys taken from a role. */
  AUTH_ROLE_REVOKE_PERMISSION(
      "auth_role_revoke_permission", 1204, InternalRaftRequest::hasAuthRoleRevokePermission),
  /** The cluster version moved. Since 3.5, used by 3.6 and later. */
  CLUSTER_VERSION_SET("cluster_version_set", 1300, InternalRaftRequest::hasClusterVersionSet),
  /** A member published its name and client URLs. Since 3.5, used by 3.6 and later. */
  CLUSTER_MEMBER_ATTR_SET(
      "cluster_member_attr_set", 1301, InternalRaftRequest::hasClusterMemberAttrSet),
  /** A downgrade allowed or called off. Since 3.5. */
  DOWNGRADE_INFO_SET("downgrade_info_set", 1302, InternalRaftRequest::hasDowngradeInfoSet),
  /** Only etcd's own tests write it. Since 3.6. */
  DOWNGRADE_VERSION_TEST(
      "downgrade_version_test", 9900, InternalRaftRequest::hasDowngradeVersionTest),
  /** v2: a key set, updated, created or swapped. */
  V2_PUT("v2_put"),
  /** v2: a key with a name that the store chooses. */
  V2_POST("v2_post"),
  /** v2: a key or directory deleted. */
  V2_DELETE("v2_delete"),
  /** v2: a read through the log. */
  V2_QGET("v2_qget"),
  /** v2: the leader's clock; keys whose time is over expire. */
  V2_SYNC("v2_sync"),
  /** v2: a method that no server writes. */
  V2_OTHER("v2_other"),
  /** Raft: a voter added. */
  CONF_ADD_NODE("conf_add_node"),
  /** Raft: a learner added. */
  CONF_ADD_LEARNER("conf_add_learner"),
  /** Raft: a learner becomes a voter. */
  CONF_PROMOTE("conf_promote"),
  /** Raft: a member removed. */
  CONF_REMOVE_NODE("conf_remove_node"),
  /** Raft: a member's peer URLs changed. */
  CONF_UPDATE_NODE("conf_update_node"),
  /** Raft: a configuration change of a type that raft does not know. */
  CONF_OTHER("conf_other"),
  /** Raft: several changes at once. etcd never writes one. */
  CONF_CHANGE_V2("conf_change_v2"),
  /** A v3 request with no operation that is known here. */
  UNKNOWN("unknown"),
  /** Data that is neither of these. */
  UNDECODABLE("undecodable");

  private static final int NOT_A_FIELD = 0;
  private static final RequestKind[] BY_FIELD = byField();
  private static final RequestKind[] V3 =
      Arrays.stream(values()).filter(kind -> kind.field != NOT_A_FIELD).toArray(RequestKind[]::new);

  private final String label;
  private final int field;
  private final Predicate<InternalRaftRequest> isIn;

  RequestKind(String label) {
    this(label, NOT_A_FIELD, request -> false);
  }

  RequestKind(String label, int field, Predicate<InternalRaftRequest> isIn) {
    this.label = label;
    this.field = field;
    this.isIn = isIn;
  }

  /** The v3 kind of this field of {@code InternalRaftRequest}; {@link #UNKNOWN} for any other. */
  static RequestKind ofField(int number) {
    RequestKind kind = number > 0 && number < BY_FIELD.length ? BY_FIELD[number] : null;
    return kind == null ? UNKNOWN : kind;
  }

  /** The v3 kind of a request, by the lowest field that names one; servers set one only. */
  static RequestKind of(InternalRaftRequest request) {
    for (RequestKind kind : V3) {
      if (kind.isIn.test(request)) {
        return kind;
      }
    }
    return UNKNOWN;
  }

  /** Lower-case words with underscores. */
  public String label() {
    return label;
  }

  /** True for a request to the v2 store. */
  public boolean isV2() {
    return name().startsWith("V2_");
  }

  /** True for a configuration change. */
  public boolean isConfChange() {
    return name().startsWith("CONF_");
  }

  private static RequestKind[] byField() {
    int highest = Arrays.stream(values()).mapToInt(kind -> kind.field).max().orElseThrow();
    var table = new RequestKind[highest + 1];
    for (RequestKind kind : values()) {
      if (kind.field != NOT_A_FIELD) {
        table[kind.field] = kind;
      }
    }
    return table;
  }
}
