package io.drydock.tools.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Expected;
import io.drydock.testdata.HashKv;
import io.drydock.testdata.Kv;
import io.drydock.tools.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares our answers on a directory of the layout {@code …-single} with its server's. */
final class SingleAnswers {

  private static final String NO_PERMISSION_TYPE = "READ";

  private final Path directory;
  private final Path data;
  private final Expected expected;
  private final long current;
  private final long compacted;

  SingleAnswers(Path directory) throws IOException {
    this.directory = directory;
    this.data = directory.resolve("data");
    this.expected = new Expected(directory);
    this.current = expected.json("revisions").path("current").asLong();
    this.compacted = expected.json("revisions").path("compacted").asLong();
  }

  void check() throws IOException {
    checkStatus();
    checkHashKv();
    checkKeys();
    checkLeases();
    checkUsersAndRoles();
    checkMembersAndAlarms();
    checkSnapshotStatus();
    DbJson sound = DbJson.found("check", data);
    assertEquals("sound", sound.json().path("verdict").asText(), sound.json().toString());
  }

  private void checkStatus() throws IOException {
    JsonNode status = DbJson.found("status", data).json();
    assertEquals(current, status.path("revision").asLong());
    assertEquals(compacted, status.path("compact_revision").asLong());
    assertEquals(expected.kvs("get_all_rev_current").size(), status.path("live_keys").asInt());
    JsonNode server = expected.json("endpoint_status").path(0).path("Status");
    // 3.4 does not count the v2 entry that it logs twice a second.
    if (!server.path("version").asText().startsWith("3.4.")) {
      long applied = server.path("raftAppliedIndex").asLong();
      assertTrue(status.path("consistent_index").asLong() >= applied, status.toString());
    }
  }

  private void checkHashKv() throws IOException {
    for (Map.Entry<Long, HashKv> answer : expected.hashKv("hashkv").entrySet()) {
      JsonNode hash =
          DbJson.found("hashkv", data, "--rev", answer.getKey()).json().path("hashes").path(0);
      assertEquals(answer.getValue().hash(), hash.path("hash").asLong(), answer.toString());
      assertEquals(answer.getValue().compactRevision(), hash.path("compact_revision").asLong());
      assertEquals(
          answer.getKey() == 0 ? current : answer.getKey(), hash.path("hash_revision").asLong());
    }
    for (var refusal : expected.json("hashkv_errors").properties()) {
      long revision = Long.parseLong(refusal.getKey());
      // 3.4.23 refuses the compaction revision itself, later releases answer.
      if (revision != compacted) {
        assertEquals(ExitCode.FINDINGS, DbJson.of("hashkv", data, "--rev", revision).code());
      }
    }
  }

  private void checkKeys() throws IOException {
    int compared = 0;
    try (var files = Files.list(directory.resolve("expected"))) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString().replace(".json", "");
        if (name.startsWith("get_all_rev")) {
          compared++;
          checkKeys(name);
        }
      }
    }
    assertTrue(compared >= 3, "compared " + compared);
  }

  private void checkKeys(String name) throws IOException {
    boolean namesOnly = name.contains("compaction");
    String revision = name.replaceAll("get_all_rev(_compaction|_current)?", "");
    Object at = revision.isEmpty() ? "0" : revision;
    List<Kv> found = DbJson.found("ls", data, "--rev", at, "--values").kvs();
    List<Kv> wanted = expected.kvs(name);
    assertEquals(
        wanted.stream().map(kv -> namesOnly ? nameOnly(kv) : kv).toList(),
        found.stream().map(kv -> namesOnly ? nameOnly(kv) : kv).toList(),
        name);
  }

  /** A server that was asked for names alone leaves out the value, 3.7 the lease too. */
  private static Kv nameOnly(Kv kv) {
    return new Kv(kv.keyHex(), kv.createRevision(), kv.modRevision(), kv.keyVersion(), "", 0);
  }

  private void checkLeases() throws IOException {
    Map<String, String> wanted = new TreeMap<>();
    for (var lease : expected.json("lease_timetolive").properties()) {
      List<String> keys = new ArrayList<>();
      lease.getValue().path("keys").forEach(key -> keys.add(hex(key.asText())));
      wanted.put(
          lease.getKey(),
          lease.getValue().path("granted-ttl").asLong() + " " + new TreeSet<>(keys));
    }
    Map<String, String> found = new TreeMap<>();
    for (JsonNode lease : DbJson.found("leases", data, "--keys").json().path("leases")) {
      List<String> keys = new ArrayList<>();
      lease.path("attached").forEach(key -> keys.add(DbJson.hex(key, "key")));
      assertEquals(lease.path("keys").asInt(), keys.size());
      found.put(
          lease.path("id").asText(),
          lease.path("ttl_seconds").asLong() + " " + new TreeSet<>(keys));
    }
    assertEquals(wanted, found);
    assertEquals(expected.json("lease_list").path("leases").size(), found.size());
  }

  private void checkUsersAndRoles() throws IOException {
    JsonNode answer = DbJson.found("users", data).json();
    Map<String, String> users = new TreeMap<>();
    answer
        .path("users")
        .forEach(user -> users.put(user.path("name").asText(), user.path("roles").toString()));
    Map<String, String> wantedUsers = new TreeMap<>();
    for (var user : expected.json("user_get").properties()) {
      wantedUsers.put(user.getKey(), user.getValue().path("roles").toString());
    }
    assertEquals(wantedUsers, users);
    Map<String, String> roles = new TreeMap<>();
    answer.path("roles").forEach(role -> roles.put(role.path("name").asText(), grants(role)));
    Map<String, String> wantedRoles = new TreeMap<>();
    for (var role : expected.json("role_get").properties()) {
      // etcdctl shows a permission of role root that is not stored.
      wantedRoles.put(
          role.getKey(), role.getKey().equals("root") ? "" : serverGrants(role.getValue()));
    }
    assertEquals(wantedRoles, roles);
  }

  private static String grants(JsonNode role) {
    var text = new StringBuilder();
    for (JsonNode permission : role.path("permissions")) {
      text.append(permission.path("type").asText().toUpperCase(Locale.ROOT));
      text.append(' ').append(DbJson.hex(permission, "key"));
      text.append(' ').append(DbJson.hex(permission, "range_end")).append('\n');
    }
    return text.toString();
  }

  private static String serverGrants(JsonNode role) {
    List<String> types = List.of(NO_PERMISSION_TYPE, "WRITE", "READWRITE");
    var text = new StringBuilder();
    for (JsonNode permission : role.path("perm")) {
      text.append(types.get(permission.path("permType").asInt(0)));
      text.append(' ').append(hex(permission.path("key").asText("")));
      text.append(' ').append(hex(permission.path("range_end").asText(""))).append('\n');
    }
    return text.toString();
  }

  private void checkMembersAndAlarms() throws IOException {
    TreeSet<String> wanted = new TreeSet<>();
    expected
        .json("member_list")
        .path("members")
        .forEach(member ->
            wanted.add(Long.toHexString(member.path("ID").bigIntegerValue().longValue())));
    TreeSet<String> found = new TreeSet<>();
    DbJson.found("members", data)
        .json()
        .path("members")
        .forEach(member -> found.add(member.path("id").asText()));
    assertEquals(wanted, found);
    JsonNode alarm = DbJson.found("alarms", data).json().path("alarms").path(0);
    assertEquals("NOSPACE", alarm.path("alarm").asText());
    assertTrue(wanted.contains(alarm.path("member_id").asText()));
  }

  private void checkSnapshotStatus() throws IOException {
    Path snapshot = directory.resolve("snapshot.db");
    JsonNode found = DbJson.found("status", snapshot).json();
    assertEquals(current, found.path("revision").asLong());
    if (expected.has("snapshot_status")) {
      JsonNode tool = expected.json("snapshot_status");
      assertEquals(tool.path("hash").asLong(), found.path("hash").asLong());
      assertEquals(tool.path("totalKey").asLong(), found.path("all_records").asLong());
      assertEquals(tool.path("revision").asLong(), found.path("revision").asLong());
    }
  }

  private static String hex(String base64) {
    return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
  }
}
