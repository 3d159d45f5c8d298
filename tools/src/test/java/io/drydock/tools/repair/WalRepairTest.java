package io.drydock.tools.repair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.raftpb.ConfChangeType;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.write.WalWriter;
import io.drydock.testdata.Directories;
import io.drydock.testdata.Json;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Golden;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import io.drydock.tools.fsck.Damage;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.write.Contents;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.WatchedFileOps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * What a repair says and does of each damage. The member was killed: its newest raft snapshot, what
 * its database has applied, the last commit and the last entry are four different entries.
 */
class WalRepairTest {

  /** Of m2 in {@code etcd-3.5.30-cluster3}. */
  private static final long SNAPSHOT = 808;

  private static final long APPLIED = 830;
  private static final long COMMIT = 843;
  private static final long LAST = 844;

  private static final int FAILED = 70;

  /** A member for whom it voted. */
  private static final long OTHER = 0x7f73c0d40e7aa573L;

  @TempDir static Path shared;
  private static Path sound;
  @TempDir Path folder;

  @BeforeAll
  static void trim() throws IOException {
    sound = Harm.trimmed(Kept.directory("etcd-3.5.30-cluster3").resolve("m2"), shared.resolve("m"));
  }

  /** A damage. */
  @FunctionalInterface
  private interface Doing {
    void to(Harm harm) throws IOException;
  }

  /** What is done to a member, by where its snapshot, applied entry, commit and end are. */
  enum Case {
    TORN_TAIL(Harm::tear),
    OLD_ENTRY_CHANGED(harm -> harm.flip(SNAPSHOT - 8)),
    APPLIED_ENTRY_CHANGED(harm -> harm.flip(APPLIED - 10)),
    APPLIED_ENTRY_TORN(harm -> harm.stretch(APPLIED - 10)),
    APPLIED_ENTRY_ZEROED(harm -> harm.zero(APPLIED - 15)),
    APPLIED_SECTOR_ZEROED(harm -> harm.zeroSector(APPLIED - 15)),
    STATE_CHANGED(harm -> harm.flipStateBefore(APPLIED - 3)),
    COMMITTED_ENTRY_CHANGED(harm -> harm.flip(COMMIT - 3)),
    COMMITTED_ENTRY_TORN(harm -> harm.stretch(COMMIT - 3)),
    COMMITTED_LENGTH_CHANGED(harm -> harm.flipLength(COMMIT - 3)),
    COMMITTED_LENGTH_AND_DATA_CHANGED(harm -> {
      harm.flipLength(COMMIT - 3);
      harm.flip(COMMIT - 3);
    }),
    LAST_ENTRY_CHANGED(harm -> harm.flip(LAST)),
    SNAPSHOTS_ROTTEN_TOO(harm -> {
      harm.rotSnapshots();
      harm.flip(APPLIED - 10);
    });

    private final Doing doing;

    Case(Doing doing) {
      this.doing = doing;
    }
  }

  private Path harmed(Case damage) throws IOException {
    Path data = Directories.copy(sound, folder.resolve("m2"));
    damage.doing.to(new Harm(data));
    return data;
  }

  /** What the plan says of it; the last entry that is kept. */
  private record Answer(String kind, String entries, String method, String lost, long last) {

    boolean isRefused() {
      return !lost.equals("no");
    }

    static Answer of(JsonNode plan) {
      return new Answer(
          plan.at("/damages/0/kind").asText(),
          plan.at("/damages/0/entries").asText(),
          plan.at("/mending/method").asText(),
          plan.at("/lost/answer").asText(),
          plan.at("/mending/last_index").asLong());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TORN_TAIL, torn-tail never_acknowledged cut no 843",
    "OLD_ENTRY_CHANGED, checksum applied rebuild no 844",
    "APPLIED_ENTRY_CHANGED, checksum applied rebuild no 844",
    "APPLIED_ENTRY_TORN, torn-middle applied rebuild no 844",
    "APPLIED_ENTRY_ZEROED, zeroed applied rebuild no 844",
    "APPLIED_SECTOR_ZEROED, torn-middle applied rebuild no 844",
    "STATE_CHANGED, checksum none rebuild no 844",
    "COMMITTED_ENTRY_CHANGED, checksum committed cut unknown 839",
    "COMMITTED_ENTRY_TORN, torn-middle committed cut unknown 839",
    "COMMITTED_LENGTH_CHANGED, torn-middle none rebuild no 844",
    "COMMITTED_LENGTH_AND_DATA_CHANGED, torn-middle committed cut unknown 839",
    "LAST_ENTRY_CHANGED, checksum beyond_commit cut unknown 843",
    "SNAPSHOTS_ROTTEN_TOO, checksum applied rebuild no 844"
  })
  void eachDamageHasItsOwnAnswer(Case damage, String words) throws IOException {
    String[] parts = words.split(" ");
    var expected = new Answer(parts[0], parts[1], parts[2], parts[3], Long.parseLong(parts[4]));
    Path data = harmed(damage);
    Path out = folder.resolve("out");
    if (expected.isRefused()) {
      JsonNode plan = repair(ExitCode.FINDINGS, data, "--out", out);
      assertEquals(expected, Answer.of(plan), plan.toString());
      assertTrue(plan.at("/next").toString().contains("member remove"), plan.toString());
      assertFalse(plan.at("/possible").asBoolean(), plan.toString());
      assertFalse(Files.exists(out));
    }
    JsonNode done =
        expected.isRefused()
            ? repair(ExitCode.OK, data, "--out", out, "--accept-loss")
            : repair(ExitCode.OK, data, "--out", out);
    assertEquals(expected, Answer.of(done.path("plan")), done.toString());
    assertEquals("starts", done.path("verdict").asText(), done.toString());
    assertEquals(expected.last(), done.path("last_index").asLong(), done.toString());
    assertArrayEquals(
        Files.readAllBytes(data.resolve("member/snap/db")),
        Files.readAllBytes(out.resolve("member/snap/db")));
  }

  private static JsonNode repair(ExitCode code, Path data, Object... more) throws IOException {
    Object[] words = {"wal", "repair", data, "-o", "json"};
    Run run = Run.drydock(Stream.concat(Stream.of(words), Stream.of(more)).toArray());
    assertEquals(code, run.code(), run.out() + run.err());
    return Json.read(run.out());
  }

  @Test
  void whatIsMendedNeedsNoRepairAndIsSoundToOthers() throws IOException {
    Path data = harmed(Case.APPLIED_SECTOR_ZEROED);
    Path out = folder.resolve("out");
    repair(ExitCode.OK, data, "--out", out);
    assertTrue(repair(ExitCode.OK, out, "--in-place").path("nothing_to_do").asBoolean());
    for (String command : new String[] {"fsck", "inspect"}) {
      assertEquals(ExitCode.OK, Run.drydock(command, out).code(), command);
    }
  }

  /** A server reads no further; who looks what to give up does. */
  @Test
  void recordsBehindZerosAreShown() throws IOException {
    Run dump = Run.drydock("wal", "dump", harmed(Case.APPLIED_ENTRY_ZEROED));
    assertEquals(ExitCode.FINDINGS, dump.code(), dump.err());
    assertTrue(dump.out().contains("a length of 0 ends the reading of a server"), dump.out());
    assertTrue(dump.out().contains(" 3/" + LAST + " "), dump.out());
  }

  /** The server would cut it off there, with committed entries behind it. */
  @Test
  void noServerMayBeStartedOnALogWithAWrongLength() throws IOException {
    Run fsck = Run.drydock("fsck", harmed(Case.COMMITTED_LENGTH_CHANGED));
    assertEquals(ExitCode.FINDINGS, fsck.code());
    assertTrue(fsck.out().contains("with all records behind it; none may be started"), fsck.out());
    assertTrue(fsck.out().contains("no entry is missing"), fsck.out());
    assertTrue(fsck.out().contains("a start drops all records behind it"), fsck.out());
  }

  @Test
  void inPlaceTheOldLogStaysUnderAnotherName() throws IOException {
    Path data = harmed(Case.APPLIED_ENTRY_TORN);
    Path log = data.resolve("member/wal/0000000000000000-0000000000000000.wal");
    byte[] old = Arrays.copyOf(Files.readAllBytes(log), 1 << 20);
    JsonNode done = repair(ExitCode.OK, data, "--in-place");
    Path kept = Path.of(done.at("/plan/old_kept_as").asText());
    assertTrue(kept.getFileName().toString().startsWith("wal.before-repair-"), kept.toString());
    assertArrayEquals(
        old, Arrays.copyOf(Files.readAllBytes(kept.resolve(log.getFileName())), 1 << 20));
    assertEquals(ExitCode.OK, Run.drydock("fsck", data).code());
  }

  /** The log in a place of its own, as a server has it with --wal-dir. */
  @Test
  void aLogElsewhereIsMendedThereOrTakenAlong() throws IOException {
    Path data = harmed(Case.OLD_ENTRY_CHANGED);
    Path log = Files.move(data.resolve("member/wal"), folder.resolve("log"));
    Path out = folder.resolve("out");
    repair(ExitCode.OK, data, "--wal-dir", log, "--out", out);
    assertEquals(ExitCode.OK, Run.drydock("fsck", out).code());
    repair(ExitCode.OK, data, "--wal-dir", log, "--in-place");
    assertEquals(ExitCode.OK, Run.drydock("fsck", data, "--wal-dir", log).code());
  }

  @Test
  void wrongUseIsRefusedBeforeAnythingIsDone() throws IOException {
    Path data = harmed(Case.TORN_TAIL);
    assertEquals(ExitCode.USAGE, Run.drydock("wal", "repair", data).code());
    assertEquals(
        ExitCode.USAGE,
        Run.drydock("wal", "repair", data, "--in-place", "--out", folder.resolve("out")).code());
    assertEquals(
        ExitCode.USAGE, Run.drydock("wal", "repair", data, "--out", data.resolve("out")).code());
    Files.writeString(folder.resolve("taken"), "");
    assertEquals(
        ExitCode.USAGE,
        Run.drydock("wal", "repair", data, "--out", folder.resolve("taken")).code());
    assertEquals(ExitCode.IO, Run.drydock("wal", "repair", folder.resolve("none")).code());
    Directories.delete(data.resolve("member/wal"));
    Run run = Run.drydock("wal", "repair", data, "--dry-run");
    assertEquals(ExitCode.IO, run.code(), run.err());
    assertTrue(run.err().contains("drydock fsck"), run.err());
  }

  @Test
  void aRunningMemberIsLeftAlone() throws Exception {
    Path data = harmed(Case.OLD_ENTRY_CHANGED);
    Path db = data.resolve("member/snap/db");
    Process server = new ProcessBuilder("flock", db.toString(), "sh", "-c", "echo on; cat").start();
    assertEquals("on", server.inputReader().readLine());
    for (String way : new String[] {"--in-place", "--dry-run"}) {
      Run run = Run.drydock("wal", "repair", data, way);
      assertEquals(ExitCode.CHANGING, run.code(), run.err());
      assertTrue(run.err().endsWith("stop the member first. Nothing was changed\n"), run.err());
    }
    server.getOutputStream().close();
    assertEquals(0, server.waitFor());
  }

  private static int run(FileOps ops, Object... words) {
    var terminal = Terminal.plain(new ByteArrayOutputStream(), new ByteArrayOutputStream());
    var command = new CommandLine(new WalRepair(terminal, ops));
    command.setExecutionExceptionHandler((_, _, _) -> FAILED);
    return command.execute(Stream.of(words).map(String::valueOf).toArray(String[]::new));
  }

  @Test
  void noServerCanBeStartedWhileARepairReads() throws Exception {
    Path data = harmed(Case.OLD_ENTRY_CHANGED);
    Path db = data.resolve("member/snap/db");
    var asked = new TreeMap<String, Integer>();
    var ops =
        new WatchedFileOps((operation, _) -> {
          if (operation.equals("rename") || operation.equals("createFolder")) {
            asked.merge(operation, 1, Integer::sum);
            var server = new ProcessBuilder("flock", "-n", db.toString(), "true").start();
            assertEquals(1, server.onExit().join().exitValue(), "the lock was free");
          }
        });
    assertEquals(0, run(ops, data, "--out", folder.resolve("out")));
    assertEquals(0, run(ops, data, "--in-place"));
    assertTrue(asked.size() == 2, asked::toString);
  }

  /** Where locks are not seen, its files tell that a server came meanwhile. */
  @Test
  void whatCameMeanwhileEndsARepair() throws Exception {
    Path data = harmed(Case.OLD_ENTRY_CHANGED);
    var before = Contents.of(data);
    Path more = data.resolve("member/wal/0000000000000001-0000000000000400.wal");
    for (String way : new String[] {"--in-place", "--out=" + folder.resolve("out")}) {
      var ops =
          new WatchedFileOps((operation, _) -> {
            if (operation.equals("adopt") && !Files.exists(more)) {
              Files.createFile(more);
            }
          });
      assertEquals(FAILED, run(ops, data, way));
      Files.delete(more);
      assertEquals(before, Contents.of(data), way);
      assertFalse(Files.exists(folder.resolve("out")));
    }
  }

  /** A file of the name of the new raft snapshot, and one that was set aside before. */
  @Test
  void aRaftSnapshotFileIsReplacedOnlyByARepairThatSucceeds() throws Exception {
    Path data = harmed(Case.APPLIED_ENTRY_CHANGED);
    Path snap = data.resolve("member/snap/%016x-%016x.snap".formatted(3, APPLIED));
    Path broken = snap.resolveSibling(snap.getFileName() + ".broken");
    Files.writeString(snap, "another");
    Files.writeString(broken, "an older one");
    var before = Contents.of(data);
    var ops =
        new WatchedFileOps((operation, _) -> {
          if (operation.equals("exchange")) {
            throw new IOException("the disk fails");
          }
        });
    assertEquals(FAILED, run(ops, data, "--in-place"));
    assertEquals(before, Contents.of(data));
    assertEquals(0, run(FileOps.DISK, data, "--in-place"));
    assertEquals("an older one", Files.readString(broken));
    assertEquals("another", Files.readString(broken.resolveSibling(broken.getFileName() + "-2")));
    assertEquals(ExitCode.OK, Run.drydock("fsck", data).code());
  }

  /** Two logs were mixed: which part is right stands in other members only. */
  @Test
  void aLogThatContradictsItselfIsNotMended() throws Exception {
    Path other = Directories.copy(sound, folder.resolve("other"));
    try (WalWriter writer = WalWriter.resume(WalDirectory.list(other.resolve("member/wal")))) {
      writer.append(Optional.of(RaftMessages.hardState(1, 0, 10)), List.of());
    }
    JsonNode plan = repair(ExitCode.FINDINGS, other, "--in-place");
    assertTrue(plan.path("refusal").asText().contains("WAL-STATE-BACK"), plan.toString());
  }

  @Test
  void aSoundLogIsNotAllThatAServerNeeds() throws Exception {
    Path snapshots = Directories.copy(sound, folder.resolve("snapshots"));
    try (Stream<Path> files = Files.list(snapshots.resolve("member/snap"))) {
      Stream<Path> snaps = files.filter(file -> file.toString().endsWith(".snap"));
      Damage.spoilStore(snaps.max(Comparator.naturalOrder()).orElseThrow());
    }
    Path fatal = Directories.copy(sound, folder.resolve("fatal"));
    try (WalWriter writer = WalWriter.resume(WalDirectory.list(fatal.resolve("member/wal")))) {
      var context = Optional.of(Bytes.ofUtf8("no member"));
      var change = RaftMessages.confChange(7, ConfChangeType.ConfChangeAddNode, 9, context);
      var data = Bytes.copyOf(change.toByteString());
      var position = new LogPosition(3, LAST + 1);
      var entry = RaftMessages.entry(EntryType.EntryConfChange, position, Optional.of(data));
      writer.append(Optional.of(RaftMessages.hardState(3, OTHER, LAST + 1)), List.of(entry));
      writer.sync();
    }
    for (String way : new String[] {"--dry-run", "--in-place"}) {
      JsonNode ofSnapshots = repair(ExitCode.FINDINGS, snapshots, way);
      assertTrue(ofSnapshots.path("others").toString().contains("V2-JSON"), way + ofSnapshots);
      JsonNode ofFatal = repair(ExitCode.FINDINGS, fatal, way);
      assertTrue(ofFatal.path("others").toString().contains("LOG-ENTRY-FATAL"), way + ofFatal);
    }
  }

  /**
   * A lost leader left the entries behind {@link #LAST}; a newer one has overwritten them with two
   * of its own, and both are committed.
   */
  private Harm overwritten() throws Exception {
    Path data = Directories.copy(sound, folder.resolve("m2"));
    List<Entry> old = LongStream.range(1, 5).mapToObj(i -> put(3, LAST + i, "/old/")).toList();
    try (WalWriter writer = WalWriter.resume(WalDirectory.list(data.resolve("member/wal")))) {
      writer.append(Optional.of(RaftMessages.hardState(3, OTHER, LAST)), old);
      writer.append(Optional.of(RaftMessages.hardState(4, OTHER, LAST)), List.of());
      writer.append(
          Optional.of(RaftMessages.hardState(4, OTHER, LAST + 2)),
          List.of(put(4, LAST + 1, "/new/"), put(4, LAST + 2, "/new/")));
      writer.sync();
    }
    return new Harm(data);
  }

  private static Entry put(long term, long index, String prefix) {
    var request =
        InternalRaftRequest.newBuilder()
            .setID(index)
            .setPut(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(prefix + index)))
            .build();
    return RaftMessages.entry(
        EntryType.EntryNormal,
        new LogPosition(term, index),
        Optional.of(Bytes.copyOf(request.toByteString())));
  }

  @Test
  void entriesOfANewLeaderBehindADamagedStateAreKept() throws Exception {
    overwritten().flipStateBefore(LAST + 1);
    Path data = folder.resolve("m2");
    JsonNode done = repair(ExitCode.OK, data, "--out", folder.resolve("out"));
    var expected = new Answer("checksum", "none", "rebuild", "no", LAST + 2);
    assertEquals(expected, Answer.of(done.path("plan")), done.toString());
    String log = Run.drydock("wal", "dump", folder.resolve("out"), "--prefix", "/").out();
    assertTrue(log.contains("/new/" + (LAST + 2)) && !log.contains("/old/"), log);
  }

  /** With and without older damage, before which nothing can be kept as it is. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatANewLeaderHasOverwrittenIsNotBroughtBack(boolean isDamagedBefore) throws Exception {
    Harm harm = overwritten();
    harm.flip(LAST + 1);
    if (isDamagedBefore) {
      harm.flip(APPLIED - 5);
    }
    Path data = folder.resolve("m2");
    Path out = folder.resolve("out");
    JsonNode plan = repair(ExitCode.FINDINGS, data, "--out", out);
    assertEquals("unknown", plan.at("/lost/answer").asText(), plan.toString());
    assertEquals(LAST + 1, plan.at("/lost/first_index").asLong(), plan.toString());
    assertEquals(1, plan.at("/lost/readable").asLong(), plan.toString());
    assertFalse(plan.toString().contains("/old/"), plan.toString());
    String fsck = Run.drydock("fsck", data).out();
    assertTrue(fsck.contains("entry " + (LAST + 1) + " cannot be read"), fsck);
    JsonNode done = repair(ExitCode.OK, data, "--out", out, "--accept-loss");
    assertEquals(LAST, done.path("last_index").asLong(), done.toString());
    assertFalse(Run.drydock("wal", "dump", out, "--prefix", "/").out().contains("/old/"));
  }

  /** The only record of it is damaged; a cluster's id is made of the ids of its first members. */
  @Test
  void whoseLogItIsMustBeProved() throws IOException {
    Path kept = Kept.directory("etcd-3.7.1-upgraded-3.5.30-3.6.14").resolve("data");
    Path alone = Directories.copy(kept, folder.resolve("alone"));
    new Harm(alone).flipMetadata();
    JsonNode done = repair(ExitCode.OK, alone, "--out", folder.resolve("out"));
    assertEquals("starts", done.path("verdict").asText(), done.toString());
    Path joined = Directories.copy(sound, folder.resolve("joined"));
    new Harm(joined).flipMetadata();
    JsonNode plan = repair(ExitCode.FINDINGS, joined, "--in-place");
    assertTrue(plan.path("refusal").asText().contains("whose it is"), plan.toString());
  }

  @Test
  void thePlanReadsWell() throws IOException {
    Path data = harmed(Case.COMMITTED_ENTRY_CHANGED);
    for (String form : new String[] {"text", "json"}) {
      Run run = Run.drydock("wal", "repair", data, "--dry-run", "-o", form);
      String plan =
          run.out()
              .replace(folder + "/", "")
              .replaceAll("of [0-9.]+ [A-Z]iB free", "of … free")
              .replaceAll("(\"bytes_available\" ?: ?)\\d+", "$1 0");
      Golden.check("repair/committed." + (form.equals("text") ? "txt" : "json"), plan);
    }
  }

  /** Releases that no peer test can run. */
  @ParameterizedTest
  @CsvSource({"etcd-3.6.14-cluster3, 712", "etcd-3.7.1-cluster3, 764"})
  void laterReleasesAreMendedToo(String archive, long applied) throws IOException {
    Path kept = Kept.directory(archive).resolve("m2");
    for (long index : new long[] {applied - 10, applied + 3}) {
      Path data = Directories.copy(kept, folder.resolve("m2-" + index));
      new Harm(data).flip(index);
      Path out = folder.resolve("out-" + index);
      JsonNode done = repair(ExitCode.OK, data, "--out", out, "--accept-loss");
      assertEquals("starts", done.path("verdict").asText(), done.toString());
      String method = index < applied ? "rebuild" : "cut";
      assertEquals(method, done.at("/plan/mending/method").asText(), done.toString());
    }
  }
}
