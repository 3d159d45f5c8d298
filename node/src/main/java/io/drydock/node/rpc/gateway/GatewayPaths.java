package io.drydock.node.rpc.gateway;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which method a path calls.
 *
 * <p>Source: the HTTP annotations of etcd 3.5's rpc.proto, v3lock.proto and v3election.proto.
 */
final class GatewayPaths {
  private static final Map<String, String> METHODS = new TreeMap<>();

  static {
    below("/v3/kv/", "etcdserverpb.KV", "range Range put Put deleterange DeleteRange txn Txn");
    below("/v3/kv/", "etcdserverpb.KV", "compaction Compact");
    below("/v3/", "etcdserverpb.Watch", "watch Watch");
    below("/v3/lease/", "etcdserverpb.Lease", "grant LeaseGrant keepalive LeaseKeepAlive");
    for (String parent : new String[] {"/v3/lease/", "/v3/kv/lease/"}) {
      below(parent, "etcdserverpb.Lease", "revoke LeaseRevoke timetolive LeaseTimeToLive");
      below(parent, "etcdserverpb.Lease", "leases LeaseLeases");
    }
    below("/v3/cluster/member/", "etcdserverpb.Cluster", "add MemberAdd remove MemberRemove");
    below("/v3/cluster/member/", "etcdserverpb.Cluster", "update MemberUpdate list MemberList");
    below("/v3/cluster/member/", "etcdserverpb.Cluster", "promote MemberPromote");
    var maintenance = "etcdserverpb.Maintenance";
    below("/v3/maintenance/", maintenance, "alarm Alarm status Status defragment Defragment");
    below("/v3/maintenance/", maintenance, "hash Hash hashkv HashKV snapshot Snapshot");
    below("/v3/maintenance/", maintenance, "transfer-leadership MoveLeader downgrade Downgrade");
    var auth = "etcdserverpb.Auth";
    below("/v3/auth/", auth, "enable AuthEnable disable AuthDisable status AuthStatus");
    below("/v3/auth/", auth, "authenticate Authenticate");
    below("/v3/auth/user/", auth, "add UserAdd get UserGet list UserList delete UserDelete");
    below("/v3/auth/user/", auth, "changepw UserChangePassword grant UserGrantRole");
    below("/v3/auth/user/", auth, "revoke UserRevokeRole");
    below("/v3/auth/role/", auth, "add RoleAdd get RoleGet list RoleList delete RoleDelete");
    below("/v3/auth/role/", auth, "grant RoleGrantPermission revoke RoleRevokePermission");
    below("/v3/lock/", "v3lockpb.Lock", "lock Lock unlock Unlock");
    below("/v3/election/", "v3electionpb.Election", "campaign Campaign proclaim Proclaim");
    below("/v3/election/", "v3electionpb.Election", "leader Leader observe Observe resign Resign");
  }

  private GatewayPaths() {}

  /** Paths and gRPC's paths of the methods they call. */
  static Map<String, String> all() {
    return METHODS;
  }

  private static void below(String parent, String service, String pathsAndMethods) {
    var words = pathsAndMethods.split(" ");
    for (int at = 0; at < words.length; at += 2) {
      METHODS.put(parent + words[at], "/" + service + "/" + words[at + 1]);
    }
  }
}
