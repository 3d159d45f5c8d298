package io.drydock.tools.snapshot.take;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.HashKv;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.testdata.Directories;
import io.drydock.testdata.Json;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Golden;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.ProgressMode;
import io.drydock.tools.progress.Progresses;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.write.DatabaseFile;
import io.drydock.tools.write.EndingFileOps;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.PartPath;
import io.drydock.tools.write.Selection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SnapshotTakeTest {

  private static final int FULL = 3;

  private static final String KILLED = "etcd-3.5.30-cluster3";

  @TempDir Path folder;

  /** In each archive m2 was killed while m1 went on; what m1 has kept of it must be the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "etcd-3.4.23-cluster3",
        "etcd-3.5.30-cluster3",
        "etcd-3.6.14-cluster3",
        "etcd-3.7.1-cluster3"
      })
  void aKilledMemberHasWhatTheOthersHave(String archive) throws Exception {
    Path out = folder.resolve("m2.db");
    JsonNode taken = take(Kept.directory(archive).resolve("m2"), out);
    long from = taken.path("plan").path("db_revision").asLong();
    long to = taken.path("revision").asLong();
    assertTrue(to > from + 5, taken.toString());
    SortedMap<Bytes, Bytes> ours = rows(out, from, to);
    SortedMap<Bytes, Bytes> theirs = rows(Kept.directory(archive).resolve("m1"), from, to);
    assertEquals(to - from, mains(ours), "each revision is there");
    assertTrue(theirs.size() > 3);
    theirs.forEach((key, value) -> assertEquals(value, ours.get(key), key.toHex()));
    assertEquals(ExitCode.OK, Run.drydock("snapshot", "verify", out).code());
  }

  private static SortedMap<Bytes, Bytes> rows(Path named, long above, long to) throws Exception {
    var rows = new TreeMap<Bytes, Bytes>();
    try (DbSource source = DbSource.open(named)) {
      var cursor = source.view().cursor(Bucket.KEY);
      while (cursor.next()) {
        long main = RevisionKey.decode(cursor.key(), cursor.at()).revision().main();
        if (main > above && main <= to) {
          rows.put(Bytes.copyOf(cursor.key()), Bytes.copyOf(cursor.value()));
        }
      }
    }
    return rows;
  }

  private static long mains(SortedMap<Bytes, Bytes> rows) {
    return rows.keySet().stream().map(key -> key.slice(0, Long.BYTES)).distinct().count();
  }

  /** What was acknowledged before the kill, and all of the tail, which is committed too. */
  @ParameterizedTest
  @ValueSource(strings = {"etcd-3.6.14-cluster3", "etcd-3.7.1-cluster3"})
  void theTailComesAlongWhenItIsAskedFor(String archive) throws Exception {
    Path m2 = Kept.directory(archive).resolve("m2");
    Path out = folder.resolve("all.db");
    JsonNode without = take(m2, folder.resolve("some.db")).path("plan");
    JsonNode with = take(m2, out, "--include-uncommitted").path("plan");
    long tail =
        without.path("left_out_last").asLong() - without.path("left_out_first").asLong() + 1;
    assertEquals(tail, with.path("entries_uncommitted").asLong());
    assertEquals(without.path("left_out_last"), with.path("raft_index"));
    assertFalse(with.has("left_out_first"));
    long acked = 0;
    Path lines = Kept.directory(archive).resolve("expected/acked_until_kill.jsonl");
    for (String line : Files.readAllLines(lines)) {
      JsonNode write = Json.read(line);
      acked = Math.max(acked, write.path("revision").asLong());
    }
    assertTrue(with.path("revision").asLong() >= acked, with + " of " + acked);
  }

  @Test
  void itEndsWhereItIsTold() throws Exception {
    Path m2 = Kept.directory("etcd-3.5.30-cluster3").resolve("m2");
    JsonNode all = take(m2, folder.resolve("all.db")).path("plan");
    long end = all.path("db_raft_index").asLong() + 2;
    JsonNode some = take(m2, folder.resolve("some.db"), "--until", "" + end).path("plan");
    assertEquals(end, some.path("raft_index").asLong(), some.toString());
    assertEquals(end + 1, some.path("left_out_first").asLong());
    assertEquals(all.path("log_last_index").asLong(), some.path("left_out_last").asLong());
    Run early = Run.drydock("snapshot", "take", m2, "--dry-run", "--until", end - 3);
    assertEquals(ExitCode.USAGE, early.code());
    assertTrue(early.err().contains("has applied all up to entry " + (end - 2)), early.err());
  }

  @ParameterizedTest
  @CsvSource({
    "etcd-3.4.23-single, data",
    "etcd-3.5.16-single, data",
    "etcd-3.5.30-single, data",
    "etcd-3.6.14-single, data",
    "etcd-3.7.1-single, data",
    "etcd-3.7.1-upgraded-3.5.30-3.6.14, data",
    "etcd-3.6.14-cluster3, m3",
    "etcd-3.7.1-cluster3, m3",
  })
  void aStoppedMembersSnapshotIsItsDatabase(String archive, String member) throws Exception {
    Path data = Kept.directory(archive).resolve(member);
    Path out = folder.resolve("out.db");
    JsonNode taken = take(data, out);
    try (var ours = DbSource.open(out);
        var theirs = DbSource.open(data)) {
      assertEquals(HashKv.at(theirs.view(), 0), HashKv.at(ours.view(), 0), taken.toString());
    }
    assertEquals(ExitCode.OK, Run.drydock("snapshot", "verify", out).code());
  }

  /** The sector with the last record was not written: it is left out, as one that is cut short. */
  @Test
  void aLastRecordThatIsTornIsLeftOut() throws Exception {
    Path data = Directories.copy(Kept.directory(KILLED).resolve("m2"), folder.resolve("m2"));
    Path log = WalDirectory.list(data.resolve("member/wal")).segments().getLast().path();
    long offset;
    long bytes;
    try (ByteSource source = ByteSource.map(log)) {
      WalCursor cursor = WalCursor.atStart(source, 0, true);
      do {
        offset = cursor.offset();
        bytes = cursor.frameBytes();
      } while (cursor.next());
    }
    try (var file = new RandomAccessFile(log.toFile(), "rw")) {
      file.seek(offset + Long.BYTES);
      file.write(new byte[(int) bytes - Long.BYTES]);
    }
    Path out = folder.resolve("out.db");
    Run run = Run.drydock("snapshot", "take", data, "--out", out);
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue((run.out() + run.err()).contains("the last record of the log is torn"), run.out());
  }

  @Test
  void itSaysUpToWhere() throws Exception {
    Path m2 = Kept.directory("etcd-3.6.14-cluster3").resolve("m2");
    Run plan = Run.drydock("snapshot", "take", m2, "--dry-run");
    assertEquals(ExitCode.OK, plan.code());
    Golden.check("snapshot/take-plan.txt", Kept.withoutPlace(plan.out()));
    Path out = folder.resolve("m2.db");
    Golden.check("snapshot/take.txt", text(Run.drydock("snapshot", "take", m2, "--out", out)));
    Files.delete(out);
    Run json = Run.drydock("snapshot", "take", m2, "--out", out, "-o", "json");
    Golden.check(
        "snapshot/take.json",
        text(json).replaceAll("\"bytes_available\": \\d+", "\"bytes_available\": 0"));
  }

  private String text(Run run) {
    assertEquals(ExitCode.OK, run.code(), run.err());
    return Kept.withoutPlace(run.out()).replace(folder + "/", "");
  }

  @Test
  void aPlaceThatIsTakenOrMissingIsRefused() throws Exception {
    Path m1 = Kept.directory("etcd-3.6.14-cluster3").resolve("m1");
    Path there = Files.createFile(folder.resolve("there"));
    for (Run run :
        List.of(
            Run.drydock("snapshot", "take", m1),
            Run.drydock("snapshot", "take", m1, "--out", there),
            Run.drydock("snapshot", "take", m1, "--out", folder.resolve("no/such")),
            Run.drydock("snapshot", "take", m1.resolve("member/snap/db"), "--dry-run"),
            Run.drydock("snapshot", "take", m1, "--dry-run", "--etcd-version", "2.3.8"))) {
      assertEquals(ExitCode.USAGE, run.code(), run.err());
    }
    assertEquals(0, Files.size(there));
  }

  /** m3 joined by a snapshot, so its log begins far behind this database. */
  @Test
  void entriesThatAreMissingBehindTheDatabaseStopIt() throws Exception {
    Path m3 = copy("etcd-3.6.14-cluster3", "m3");
    Path old = m3.resolve("member/snap/db");
    try (DbSource source = DbSource.open(old)) {
      SortedMap<Bytes, Bytes> index = new TreeMap<>();
      index.put(Bytes.ofUtf8("consistent_index"), Bytes.ofHex("0000000000000064"));
      var selection =
          new Selection(
              source.view(),
              Selection.KeyFilter.ALL,
              Map.of(Bucket.META, new Selection.Edit(false, index)));
      var terminal = Terminal.plain(new ByteArrayOutputStream(), new ByteArrayOutputStream());
      DatabaseFile.write(
          folder.resolve("db"),
          selection,
          DatabaseFile.Form.after(source.bolt(), false),
          FileOps.DISK,
          new Progresses(terminal, ProgressMode.none, System::nanoTime));
    }
    Files.move(folder.resolve("db"), old, StandardCopyOption.REPLACE_EXISTING);
    Run run = Run.drydock("snapshot", "take", m3, "--dry-run");
    assertEquals(ExitCode.FINDINGS, run.code(), run.out());
    assertTrue(run.err().contains("expected entry 101"), run.err());
    assertTrue(run.err().contains("the entries between are lost here"), run.err());
  }

  @Test
  void aDamagedLogStopsIt() throws Exception {
    Path m2 = copy("etcd-3.6.14-cluster3", "m2");
    Path segment;
    try (Stream<Path> files = Files.list(m2.resolve("member/wal"))) {
      segment = files.filter(file -> file.toString().endsWith(".wal")).findFirst().orElseThrow();
    }
    try (var file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(5000);
      int old = file.read();
      file.seek(5000);
      file.write(old ^ 1);
    }
    Path out = folder.resolve("out.db");
    Run run = Run.drydock("snapshot", "take", m2, "--out", out);
    assertEquals(ExitCode.FINDINGS, run.code());
    assertFalse(Files.exists(out));
  }

  @Test
  void itIsNamedOnlyWhenItIsWhole() throws Exception {
    Path m2 = Kept.directory("etcd-3.6.14-cluster3").resolve("m2");
    Path whole = folder.resolve("whole.db");
    var unlimited = new EndingFileOps(Long.MAX_VALUE);
    assertEquals(0, run(unlimited, m2, whole));
    for (long last = 0; last < unlimited.operations(); last++) {
      Path out = folder.resolve("out.db");
      try {
        run(new EndingFileOps(last), m2, out);
      } catch (EndingFileOps.Killed end) {
        if (Files.exists(out)) {
          assertEquals(-1, Files.mismatch(whole, out));
          Files.delete(out);
        }
      }
    }
    Path full = folder.resolve("full.db");
    assertEquals(FULL, run(EndingFileOps.fullAfter(5), m2, full));
    assertFalse(Files.exists(full));
    assertFalse(Files.exists(PartPath.of(full)));
  }

  private static int run(FileOps disk, Path data, Path out) {
    var terminal = Terminal.plain(new ByteArrayOutputStream(), new ByteArrayOutputStream());
    return new CommandLine(new SnapshotTake(terminal, disk))
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          if (failure instanceof IOException && failure.getMessage().startsWith("No space left")) {
            return FULL;
          }
          throw failure;
        })
        .execute(data.toString(), "--out", out.toString());
  }

  private Path copy(String archive, String member) throws IOException {
    return Directories.copy(Kept.directory(archive).resolve(member), folder.resolve("copy"));
  }

  private static JsonNode take(Path data, Path out, String... more) throws IOException {
    Object[] words =
        Stream.concat(
                Stream.of("snapshot", "take", data, "--out", out, "-o", "json"), Stream.of(more))
            .toArray();
    Run run = Run.drydock(words);
    assertEquals(ExitCode.OK, run.code(), run.err());
    return Json.read(run.out());
  }
}
