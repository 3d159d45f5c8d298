package io.drydock.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.request.EntryDecoder;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalRecord;
import io.drydock.testdata.Archive;
import io.drydock.testdata.Directories;
import io.drydock.testdata.Expected;
import io.drydock.testdata.HashKv;
import io.drydock.testdata.Json;
import io.drydock.testdata.Kv;
import io.drydock.testdata.client.EtcdClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Directories of etcd 3.6 and 3.7, of which there are only archives here: a node goes on in them
 * and answers what those servers answered, and they get a directory back that differs from their
 * own in nothing but what the node was asked to write.
 */
@Execution(ExecutionMode.CONCURRENT)
class LaterReleasesLongTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "etcd-3.6.14-single, '', 3.6, get_all_rev1312=1312 get_all_rev1317=1317",
    "etcd-3.7.1-single, '', 3.7, get_all_rev1296=1296 get_all_rev1301=1301",
    "etcd-3.7.1-upgraded-3.5.30-3.6.14, 3.7.1_, 3.7, 3.7.1_get_all_rev350=350"
  })
  void aMemberGoesToTheNodeAndBack(String archive, String prefix, String line, String older)
      throws Exception {
    Path unpacked = Archive.unpack(archive, folder);
    var expected = new Expected(unpacked);
    Path original = unpacked.resolve("data");
    Path ours = Directories.copy(original, folder.resolve("ours"));
    List<Kv> written;
    try (var node = NodeProcess.start(ours)) {
      var client = new EtcdClient("http://" + node.address());
      assertAnswers(client, expected, prefix, older);
      client.disarm();
      client.put("/proof/node", "1");
      written = client.all(0);
      assertEquals(0, node.stop());
    }
    // Twice, for a start leaves entries of its own.
    try (var node = NodeProcess.start(ours)) {
      assertEquals(written, new EtcdClient("http://" + node.address()).all(0));
      assertEquals(0, node.stop());
    }
    Path back = folder.resolve("back");
    drydock("convert", "backend", ours, "--to", "bolt", "--etcd-version", line, "--out", back);
    assertTrue(Files.isRegularFile(back.resolve("member/snap/db")));
    assertSound(original, back);
    assertOnlyOwnWritesDiffer(original, back);
    assertEquals(List.of(), v2Requests(back, lastIndex(original)));
  }

  private static void assertAnswers(
      EtcdClient client, Expected expected, String prefix, String older) throws IOException {
    String all = expected.has("get_all_rev_current") ? "get_all_rev_current" : prefix + "get_all";
    assertEquals(expected.kvs(all), client.all(0));
    for (String each : older.split(" ")) {
      String[] parts = each.split("=");
      assertEquals(expected.kvs(parts[0]), client.all(Long.parseLong(parts[1])), each);
    }
    SortedMap<Long, HashKv> hashes = expected.hashKv(prefix + "hashkv");
    for (Map.Entry<Long, HashKv> hash : hashes.entrySet()) {
      var body = Json.object().put("revision", Long.toString(hash.getKey()));
      assertEquals(hash.getValue(), HashKv.of(client.call("maintenance/hashkv", body)));
    }
    JsonNode leases = expected.json(prefix + "lease_list").path("leases");
    JsonNode served = client.call("lease/leases", Json.object()).path("leases");
    assertEquals(ids(leases, "id"), ids(served, "ID"));
    JsonNode member = expected.json(prefix + "member_list").path("members").path(0);
    JsonNode list = client.call("cluster/member/list", Json.object()).path("members");
    assertEquals(1, list.size());
    assertEquals(member.path("ID").asText(), list.path(0).path("ID").asText());
    assertEquals(member.path("peerURLs"), list.path(0).path("peerURLs"));
  }

  private static SortedSet<String> ids(JsonNode leases, String name) {
    var ids = new TreeSet<String>();
    leases.forEach(lease -> ids.add(lease.path(name).asText()));
    return ids;
  }

  /** The checks of the workshop find what they find where etcd left it, but for the alarm. */
  private void assertSound(Path original, Path back) throws Exception {
    SortedMap<String, Integer> before = findings(original);
    before.remove("ALARM-NOSPACE");
    assertEquals(before, findings(back));
    drydock("wal", "verify", back.resolve("member/wal"));
    drydock("db", "check", back.resolve("member/snap/db"));
  }

  private SortedMap<String, Integer> findings(Path dataDir) throws Exception {
    var codes = new TreeMap<String, Integer>();
    JsonNode found = Json.read(drydock("fsck", dataDir, "-o", "json")).path("directories").path(0);
    assertTrue(found.path("findings").isArray());
    for (JsonNode finding : found.path("findings")) {
      codes.merge(finding.path("code").asText(), 1, Integer::sum);
    }
    return codes;
  }

  /** Bucket for bucket and row for row. */
  private void assertOnlyOwnWritesDiffer(Path original, Path back) throws Exception {
    SortedMap<String, String> before = Rows.of(original.resolve("member/snap/db"));
    SortedMap<String, String> after = Rows.of(back.resolve("member/snap/db"));
    var changed = new TreeSet<String>();
    before.forEach((row, value) -> {
      if (!value.equals(after.get(row))) {
        changed.add(row.replaceAll("[0-9a-f]{16,}", "N"));
      }
    });
    var added = new TreeSet<String>();
    after
        .keySet()
        .forEach(row -> {
          if (!before.containsKey(row)) {
            added.add(row.replaceAll("[0-9a-f]{16,}", "N"));
          }
        });
    var expected = new TreeSet<>(List.of("members N", "meta consistent_index", "meta term"));
    before.keySet().stream()
        .filter(row -> row.startsWith("alarm"))
        .forEach(row -> expected.add(row.replaceAll("[0-9a-f]{16,}", "N")));
    assertEquals(expected, changed);
    assertEquals(new TreeSet<>(List.of("key N")), added);
  }

  private static long lastIndex(Path dataDir) throws IOException {
    long last = 0;
    for (Entry entry : entries(dataDir)) {
      last = entry.getIndex();
    }
    return last;
  }

  /** Requests of the v2 API behind an index, over which 3.7 does not start. */
  private static List<Long> v2Requests(Path dataDir, long index) throws IOException {
    var found = new ArrayList<Long>();
    for (Entry entry : entries(dataDir)) {
      if (entry.getIndex() > index && EntryDecoder.decode(entry).v2().isPresent()) {
        found.add(entry.getIndex());
      }
    }
    return found;
  }

  private static List<Entry> entries(Path dataDir) throws IOException {
    var entries = new ArrayList<Entry>();
    var directory = WalDirectory.list(dataDir.resolve("member/wal"));
    try (var chain = WalChain.open(directory.segments())) {
      for (var next = chain.next(); next.isPresent(); next = chain.next()) {
        if (next.get().value() instanceof WalRecord.EntryRecord entry) {
          entries.add(entry.message());
        }
      }
    }
    return entries;
  }

  /** The workshop, as a process: the second phase has both on its class path. */
  private static String drydock(Object... words) throws Exception {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", NodeProcess.classPath()));
    command.add("io.drydock.tools.Main");
    for (Object word : words) {
      command.add(word.toString());
    }
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    boolean isAnswer = code == 0 || code == 1 && words[0].equals("fsck");
    assertTrue(isAnswer, () -> String.join(" ", command) + ": " + code + "\n" + out);
    return out;
  }
}
