package io.drydock.formats.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.formats.Located;
import io.drydock.formats.proto.authpb.Permission;
import io.drydock.formats.proto.authpb.Role;
import io.drydock.formats.proto.authpb.User;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackendStateTest {

  @TempDir static Path folder;
  private static RealBackends backends;

  @BeforeAll
  static void setUp() {
    backends = new RealBackends(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "etcd-3.4.23-single, data, '[3.4]', 3.4",
    "etcd-3.4.23-cluster3, m2, '[3.4]', 3.4",
    "etcd-3.5.16-single, data, '[3.5, 3.6, 3.7]', 3.5",
    "etcd-3.5.30-cluster3, m3, '[3.5, 3.6, 3.7]', 3.5",
    "etcd-3.6.14-single, data, '[3.6, 3.7]', 3.6",
    "etcd-3.7.1-single, data, '[3.7]', 3.7",
    "etcd-3.6.14-cluster3, m1, '[3.6, 3.7]', 3.6",
    "etcd-3.7.1-cluster3, m3, '[3.7]', 3.7",
    "etcd-3.7.1-upgraded-3.5.30-3.6.14, data, '[3.7]', 3.7",
  })
  void theWriterIsToldAsFarAsItCanBe(String archive, String dir, String lines, String likely)
      throws Exception {
    try (var open = backends.open(archive, dir)) {
      WriterVersion writer = BackendState.read(open.view()).writer();
      assertEquals(lines, writer.candidates().toString());
      assertEquals(likely, writer.likely().orElseThrow().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "etcd-3.4.23-single",
        "etcd-3.5.16-single",
        "etcd-3.5.30-single",
        "etcd-3.6.14-single",
        "etcd-3.7.1-single",
        "prod-etcd-1"
      })
  void membersAndAlarmsAreThoseOfTheServer(String archive) throws Exception {
    try (var open = backends.open(archive, "data")) {
      BackendState state = BackendState.read(open.view());
      assertEquals(List.of(), state.findings());
      assertEquals(List.of(), state.unknown());
      assertEquals(
          ids(json(archive, "member_list").path("members"), "ID"),
          state.cluster().members().stream().map(m -> m.value().id().hex()).toList());
      assertEquals(
          ids(json(archive, "alarm_list").path("alarms"), "memberID"),
          state.cluster().alarms().stream().map(a -> a.value().memberId().hex()).toList());
      assertEquals("NOSPACE", state.cluster().alarms().getFirst().value().kindName());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "etcd-3.4.23-single",
        "etcd-3.5.16-single",
        "etcd-3.5.30-single",
        "etcd-3.6.14-single",
        "etcd-3.7.1-single",
        "prod-etcd-1"
      })
  void usersAndRolesAreThoseOfTheServer(String archive) throws Exception {
    try (var open = backends.open(archive, "data")) {
      AuthState auth = BackendState.read(open.view()).auth();
      assertEquals(archive.equals(RealBackends.TOUR), auth.isEnabled());
      if (backends.expected(archive).has("auth_status")) {
        long revision = json(archive, "auth_status").path("authRevision").asLong();
        assertEquals(revision, auth.authRevision().orElseThrow());
      }
      assertEquals(
          texts(json(archive, "user_list").path("users")),
          auth.users().stream().map(u -> u.value().getName().toStringUtf8()).toList());
      for (Located<User> user : auth.users()) {
        JsonNode answer = json(archive, "user_get").path(user.value().getName().toStringUtf8());
        assertEquals(texts(answer.path("roles")), List.copyOf(user.value().getRolesList()));
      }
      for (Located<Role> role : auth.roles()) {
        String name = role.value().getName().toStringUtf8();
        List<String> stored =
            role.value().getKeyPermissionList().stream().map(BackendStateTest::permission).toList();
        // The server answers for root what it does not store.
        assertEquals(
            name.equals("root") ? List.of() : permissions(json(archive, "role_get").path(name)),
            stored);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "etcd-3.4.23-single, lease_list",
    "etcd-3.5.16-single, lease_list",
    "etcd-3.5.30-single, lease_list",
    "prod-etcd-1, lease_list",
    "etcd-3.6.14-single, lease_list",
    "etcd-3.7.1-single, lease_list",
    "etcd-3.7.1-upgraded-3.5.30-3.6.14, 3.7.1_lease_list",
  })
  void leasesAreThoseOfTheServer(String archive, String answer) throws Exception {
    try (var open = backends.open(archive, "data")) {
      var found = new TreeSet<String>();
      RowReader leases = RowReader.of(open.view(), Bucket.LEASE);
      for (var row = leases.next(); row.isPresent(); row = leases.next()) {
        found.add(Long.toHexString(((BackendRow.Lease) row.get().value()).leaseId()));
      }
      assertEquals(new TreeSet<>(ids(json(archive, answer).path("leases"), "id")), found);
      assertEquals(found.size(), BackendState.read(open.view()).leases());
    }
  }

  @Test
  void aLearnerIsOneInMembersAndInConfState() throws Exception {
    try (var open = backends.open(RealBackends.CLUSTER_36, "m1")) {
      BackendState state = BackendState.read(open.view());
      List<String> learners =
          state.cluster().members().stream()
              .filter(m -> m.value().raft().isLearner())
              .map(m -> m.value().id().hex())
              .toList();
      assertEquals(
          learners,
          state.meta().confState().orElseThrow().getLearnersList().stream()
              .map(Long::toHexString)
              .toList());
      assertEquals(1, learners.size());
    }
  }

  @Test
  void aSnapshotFileIsAViewToo() throws Exception {
    try (var snapshot = backends.openSnapshot(RealBackends.SINGLE_36);
        var data = backends.open(RealBackends.SINGLE_36, "data")) {
      assertEquals(data.view().buckets(), snapshot.view().buckets());
      assertEquals(
          BackendHash.ofMaintenance(data.view(), ReleaseLine.V3_6),
          BackendHash.ofMaintenance(snapshot.view(), ReleaseLine.V3_6));
      assertEquals(
          Optional.of("3.6.0"), BackendState.read(snapshot.view()).cluster().clusterVersion());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"etcd-3.4.23-single", "etcd-3.5.16-single", "etcd-3.5.30-single"})
  void theHashOfASnapshotFileIsThatOfSnapshotStatus(String archive) throws Exception {
    JsonNode status = json(archive, "snapshot_status");
    try (var snapshot = backends.openSnapshot(archive)) {
      assertEquals(
          new BackendHash((int) status.path("hash").asLong(), status.path("totalKey").asLong()),
          BackendHash.ofSnapshot(snapshot.view()));
    }
  }

  private static JsonNode json(String archive, String name) throws IOException {
    return backends.expected(archive).json(name);
  }

  private static List<String> ids(JsonNode list, String field) {
    var ids = new ArrayList<String>();
    list.forEach(node -> ids.add(new BigInteger(node.path(field).asText()).toString(16)));
    return ids;
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(node -> texts.add(node.asText()));
    return texts;
  }

  private static List<String> permissions(JsonNode answer) {
    var permissions = new ArrayList<String>();
    for (JsonNode node : answer.path("perm")) {
      String range = node.path("key").asText() + " " + node.path("range_end").asText();
      permissions.add(node.path("permType").asInt() + " " + range);
    }
    return permissions;
  }

  private static String permission(Permission permission) {
    var base64 = Base64.getEncoder();
    return permission.getPermTypeValue()
        + " "
        + base64.encodeToString(permission.getKey().toByteArray())
        + " "
        + base64.encodeToString(permission.getRangeEnd().toByteArray());
  }
}
