package io.drydock.tools.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drydock.testdata.client.EtcdClient;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Main;
import io.drydock.tools.Run;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The log of a server that runs and writes. */
class WalPeerTest {

  private static final int MEGABYTE = 1_000_000;

  /** Enough for a cut: a segment is cut at 64 MB. */
  private static final int PUTS = 70;

  private static final int ROUNDS = 3;
  private static final int SIGTERM_EXIT = 143;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void aWritingServersLogIsReadAsItGrows(EtcdRelease release) throws Exception {
    Path data = folder.resolve("data");
    try (var etcd = Etcd.start(release, data);
        var dump = Dumping.start(data, "-f", "--request", "put", "-o", "jsonl");
        ExecutorService writer = Executors.newSingleThreadExecutor()) {
      Future<Void> load = writer.submit(() -> write(etcd.client(), PUTS));
      for (int round = 0; round < ROUNDS || !load.isDone(); round++) {
        for (String verb : List.of("verify", "ls", "dump", "stats")) {
          assertSound(verb, data);
        }
      }
      load.get();
      assertAllIsThere(data);
      assertFollowed(dump.rows(PUTS));
      JsonNode summary = dump.stop();
      assertTrue(summary.path("summary").asBoolean(), summary.toString());
      assertEquals(PUTS, summary.path("rows").asInt());
      assertEquals(0, summary.path("damages").asInt());
    }
  }

  private static void assertFollowed(List<JsonNode> rows) {
    Set<String> segments = new HashSet<>();
    for (int i = 0; i < PUTS; i++) {
      JsonNode row = rows.get(i);
      assertEquals("/big/" + i, row.path("put").path("key").asText());
      assertEquals(MEGABYTE, row.path("put").path("value_bytes").asInt());
      segments.add(row.path("segment").asText());
    }
    assertEquals(2, segments.size(), segments.toString());
  }

  /** No moment of a write may look like damage. */
  private static void assertSound(String verb, Path data) throws IOException {
    JsonNode answer = last(verb, data);
    assertTrue(answer.path("live").asBoolean(), answer.toString());
    assertEquals(0, answer.path("errors").asInt() + answer.path("warnings").asInt());
    assertEquals(0, answer.path("damages").asInt());
    assertFalse(answer.path("torn").asBoolean());
  }

  /** With the server idle the verbs agree on what it was told to write. */
  private static void assertAllIsThere(Path data) throws IOException {
    JsonNode ls = last("ls", data).path("segments");
    JsonNode stats = last("stats", data);
    assertEquals(2, ls.size());
    assertEquals(
        stats.path("entries").asLong(),
        ls.path(0).path("entries").asLong() + ls.path(1).path("entries").asLong());
    assertEquals(PUTS, count(stats.path("requests"), "put"), stats.toString());
    assertEquals(2, stats.path("entries_by_segment").size());
    assertEquals(last("verify", data).path("records"), last("dump", data).path("records_read"));
    assertEquals(PUTS, last("dump", data, "--prefix", "/big/").path("rows").asInt());
    assertEquals(1, last("dump", data, "--key", "/big/" + (PUTS - 1)).path("rows").asInt());
  }

  private static int count(JsonNode parts, String kind) {
    int count = 0;
    for (JsonNode part : parts) {
      count += part.path("kind").asText().equals(kind) ? part.path("count").asInt() : 0;
    }
    return count;
  }

  /** The last line of an answer that finds nothing wrong. */
  private static JsonNode last(String verb, Path data, Object... options) throws IOException {
    List<Object> words = new ArrayList<>(List.of("wal", verb, data, "-o", "jsonl"));
    words.addAll(List.of(options));
    if (verb.equals("dump")) {
      words.addAll(List.of("--value-bytes", 0));
    }
    Run run = Run.drydock(words.toArray());
    assertEquals(ExitCode.OK, run.code(), () -> words + ": " + run.err() + run.out());
    return JSON.readTree(run.out().lines().toList().getLast());
  }

  @Test
  void aSignalCompletesTheDocument() throws Exception {
    Path data = folder.resolve("data");
    try (var etcd = Etcd.start(EtcdRelease.V3_5_30, data);
        var dump = Dumping.start(data, "-f", "-o", "json", "--kind", "crc")) {
      etcd.client().put("a", "1");
      JsonNode document = JSON.readTree(dump.end());
      assertEquals("wal.dump/1", document.path("schema").asText());
      assertEquals("crc", document.path("records").path(0).path("kind").asText());
      assertTrue(document.path("live").asBoolean());
      assertEquals(0, document.path("damages").asInt());
    }
  }

  @Test
  void whatWasWrittenIsWhatIsShown() throws Exception {
    Path data = folder.resolve("data");
    try (var etcd = Etcd.start(EtcdRelease.V3_5_30, data)) {
      long lease = etcd.client().grantLease(0x77, 600);
      etcd.client().put("a".getBytes(), "1".getBytes(), lease);
      etcd.client().delete("a");
      etcd.stop();
    }
    Run run = Run.drydock("wal", "dump", data, "--request", "put,delete_range,lease_grant");
    assertEquals(ExitCode.OK, run.code(), run.err());
    List<String> lines = run.out().lines().toList();
    assertTrue(
        lines.get(0).endsWith(" committed       lease_grant id=77 ttl_seconds=600"), run.out());
    assertTrue(lines.get(1).endsWith(" committed       put key=\"a\" value=\"1\" (1 B) lease=77"));
    assertTrue(lines.get(2).endsWith(" committed       delete_range key=\"a\""), run.out());
  }

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void aKilledServersLogIsSound(EtcdRelease release) throws Exception {
    Path data = folder.resolve("data");
    try (var etcd = Etcd.start(release, data);
        var dump = Dumping.start(data, "-f", "--request", "put", "-o", "jsonl");
        ExecutorService writer = Executors.newSingleThreadExecutor()) {
      Future<Void> load = writer.submit(() -> write(etcd.client(), Integer.MAX_VALUE));
      dump.rows(3);
      etcd.kill();
      assertThrows(ExecutionException.class, load::get);
      assertTrue(dump.stop().path("rows").asInt() >= 3);
    }
    Run verify = Run.drydock("wal", "verify", data);
    assertEquals(ExitCode.OK, verify.code(), verify.out());
    assertTrue(verify.out().contains("WAL-LEFTOVER"), verify.out());
  }

  private static Void write(EtcdClient client, int puts) throws IOException {
    byte[] value = new byte[MEGABYTE];
    for (int i = 0; i < puts; i++) {
      client.put(("/big/" + i).getBytes(), value, 0);
    }
    return null;
  }

  /** A {@code wal dump} in a process of its own, which can be sent a signal. */
  private static final class Dumping implements AutoCloseable {

    private final Process process;
    private final BufferedReader out;

    private Dumping(Process process) {
      this.process = process;
      this.out = process.inputReader();
    }

    static Dumping start(Path data, String... options) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
      command.addAll(List.of(System.getProperty("java.class.path"), Main.class.getName()));
      command.addAll(List.of("wal", "dump", data.toString(), "--value-bytes", "0"));
      command.addAll(List.of(options));
      return new Dumping(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    List<JsonNode> rows(int count) throws IOException {
      List<JsonNode> rows = new ArrayList<>();
      while (rows.size() < count) {
        rows.add(JSON.readTree(out.readLine()));
      }
      return rows;
    }

    /** Ends it by a signal; the last thing that it writes is its summary. */
    JsonNode stop() throws Exception {
      process.toHandle().destroy();
      String last = out.lines().reduce("", (before, line) -> line);
      awaitEnd();
      return JSON.readTree(last);
    }

    /** Ends it by a signal once it has begun to write; all that it wrote. */
    String end() throws Exception {
      var text = new StringBuilder();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        text.append(line).append('\n');
        if (line.contains("\"crc\"")) {
          process.toHandle().destroy();
        }
      }
      awaitEnd();
      return text.toString();
    }

    private void awaitEnd() throws InterruptedException {
      assertTrue(process.waitFor(1, TimeUnit.MINUTES));
      assertEquals(SIGTERM_EXIT, process.exitValue());
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
