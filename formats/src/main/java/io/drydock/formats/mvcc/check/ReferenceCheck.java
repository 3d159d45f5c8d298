package io.drydock.formats.mvcc.check;

import io.drydock.formats.Located;
import io.drydock.formats.backend.AuthState;
import io.drydock.formats.backend.BackendRow;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.ClusterState;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.proto.authpb.User;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether what the small buckets name is there. */
final class ReferenceCheck {

  private static final String ROOT = "root";

  private final BackendView view;
  private final MvccFindings findings;

  ReferenceCheck(BackendView view, MvccFindings findings) {
    this.view = view;
    this.findings = findings;
  }

  void check(BackendState state) {
    checkRoles(state.auth());
    checkMembers(state.cluster());
  }

  private void checkRoles(AuthState auth) {
    Set<String> roles =
        auth.roles().stream()
            .map(role -> role.value().getName().toStringUtf8())
            .collect(Collectors.toSet());
    boolean hasRoot = false;
    for (Located<User> user : auth.users()) {
      String name = user.value().getName().toStringUtf8();
      hasRoot |= name.equals(ROOT) && user.value().getRolesList().contains(ROOT);
      for (String role : user.value().getRolesList()) {
        if (!roles.contains(role)) {
          findings.warning(
              "AUTH-ROLE",
              user.at(),
              "user " + name + " has role " + role + ", which is not there");
        }
      }
    }
    if (auth.isEnabled() && !hasRoot) {
      findings.error(
          "AUTH-ROOT", view.extent(0, 0), "authentication is on, but no user root has role root");
    }
  }

  private void checkMembers(ClusterState cluster) {
    Set<MemberId> members = new HashSet<>();
    cluster.members().forEach(member -> members.add(member.value().id()));
    for (MemberId removed : cluster.removedMembers()) {
      if (members.contains(removed)) {
        findings.warning(
            "MEMBER-REMOVED", view.extent(0, 0), "member " + removed + " is also a removed one");
      }
    }
    for (Located<BackendRow.Alarm> alarm : cluster.alarms()) {
      if (!members.contains(alarm.value().memberId())) {
        String kind = alarm.value().kindName();
        findings.warning(
            "ALARM-MEMBER",
            alarm.at(),
            "alarm " + kind + " of " + alarm.value().memberId() + ", which is no member");
      }
    }
  }
}
