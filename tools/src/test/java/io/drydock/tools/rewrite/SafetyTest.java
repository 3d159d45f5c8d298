package io.drydock.tools.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Archive;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import io.drydock.tools.source.FileHold;
import io.drydock.tools.source.HeldException;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.PartPath;
import io.drydock.tools.write.Target;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not go wrong around a rewrite: servers, other runs, damaged and incomplete sources. */
class SafetyTest {

  @TempDir Path folder;
  private Path single;
  private Path data;
  private Path db;
  private Path out;

  @BeforeEach
  void unpack() throws IOException {
    single = Archive.unpack("etcd-3.5.30-single", folder);
    data = single.resolve("data");
    db = data.resolve("member/snap/db");
    out = folder.resolve("out");
  }

  private static Set<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** A process that has the file open, with the lock of a server or without any. */
  private record Other(Process process) implements AutoCloseable {

    static Other holding(Path file) throws IOException {
      return begin("flock", file.toString(), "sh", "-c", "echo begun; cat");
    }

    static Other reading(Path file) throws IOException {
      return begin("sh", "-c", "exec 3<\"$0\"; echo begun; exec cat", file.toString());
    }

    private static Other begin(String... words) throws IOException {
      Process process = new ProcessBuilder(words).start();
      assertEquals("begun", process.inputReader().readLine());
      return new Other(process);
    }

    @Override
    public void close() throws IOException {
      process.getOutputStream().close();
      process.onExit().join();
    }
  }

  /** The kernel is asked: its list of locks leaves out processes of other PID namespaces. */
  @Test
  void theLockOfAServerIsTakenBeforeItsDatabaseIsReplaced() throws Exception {
    try (Other server = Other.holding(db)) {
      var held = assertThrows(HeldException.class, () -> FileHold.of(db).close());
      assertTrue(held.getMessage().contains("stop the member first"), held.getMessage());
      Run run = Run.drydock("defrag", data, "--in-place");
      assertEquals(ExitCode.CHANGING, run.code(), run.err());
      assertTrue(run.err().contains("or use `etcdctl compaction`"), run.err());
      assertTrue(server.process().isAlive());
    }
    FileHold.of(db).close();
    try (FileHold ours = FileHold.of(db)) {
      int code = new ProcessBuilder("flock", "-n", db.toString(), "true").start().waitFor();
      assertEquals(1, code, "held: " + ours);
    }
  }

  /** The list of locks has those of the log, also of a server in another PID namespace. */
  @Test
  void aMemberIsLiveWhenItsLogIsHeld() throws Exception {
    Path wal = data.resolve("member/wal");
    Path segment = wal.resolve(((TreeSet<String>) names(wal)).last());
    try (Other server = Other.holding(segment)) {
      Run run = Run.drydock("db", "status", data);
      assertEquals(ExitCode.OK, run.code(), run.err());
      assertTrue(run.err().contains("a running server holds it"), run.err());
      assertEquals(ExitCode.CHANGING, Run.drydock("defrag", data, "--in-place").code());
      assertEquals(ExitCode.CHANGING, Run.drydock("defrag", db, "--in-place").code());
      assertTrue(server.process().isAlive());
    }
  }

  @Test
  void whoOpenedTheOldFileGetsItBackInItsPlace() throws Exception {
    byte[] old = Files.readAllBytes(db);
    Set<String> before = names(db.getParent());
    Object inode = Files.getAttribute(db, "unix:ino");
    try (Other waiting = Other.reading(db)) {
      assertEquals(List.of(waiting.process().pid()), FileHold.openers(db));
      Run run = Run.drydock("defrag", data, "--in-place");
      assertEquals(ExitCode.CHANGING, run.code(), run.out());
      assertTrue(
          run.err().contains("opened meanwhile by process " + waiting.process().pid()), run.err());
    }
    assertArrayEquals(old, Files.readAllBytes(db));
    assertEquals(inode, Files.getAttribute(db, "unix:ino"));
    assertEquals(before, names(db.getParent()));
    assertEquals(ExitCode.OK, Run.drydock("defrag", data, "--in-place").code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"defrag", "compact --keep 0", "alarm clear"})
  void aSnapshotThatWasAlteredIsNotGivenANewChecksum(String command) throws IOException {
    Path snapshot = single.resolve("snapshot.db");
    byte[] bytes = Files.readAllBytes(snapshot);
    bytes[60_000] ^= 1;
    Files.write(snapshot, bytes);
    assertRefused(command, snapshot, "SHA-256 of the snapshot");
  }

  @ParameterizedTest
  @ValueSource(strings = {"defrag", "compact --keep 0", "alarm clear"})
  void aSnapshotThatWasCutIsNoDatabase(String command) throws IOException {
    Path snapshot = single.resolve("snapshot.db");
    byte[] bytes = Files.readAllBytes(snapshot);
    Files.write(snapshot, Arrays.copyOf(bytes, bytes.length - 10));
    assertRefused(command, snapshot, "it was cut");
  }

  private void assertRefused(String command, Path source, String why) {
    for (String more : new String[] {"--out=" + out, "--in-place", "--dry-run"}) {
      Object[] words =
          Stream.concat(Stream.of(command.split(" ")), Stream.of(source, more)).toArray();
      Run run = Run.drydock(words);
      assertEquals(ExitCode.FINDINGS, run.code(), run.out() + run.err());
      assertTrue(run.err().contains(why), run.err());
      assertFalse(Files.exists(out));
    }
  }

  @Test
  void aMemberWithoutItsLogIsNotWritten() throws IOException {
    Path wal = folder.resolve("elsewhere");
    Files.move(data.resolve("member/wal"), wal);
    Run run = Run.drydock("defrag", data, "--out", out);
    assertEquals(ExitCode.IO, run.code(), run.out());
    assertTrue(run.err().contains("no WAL here"), run.err());
    assertTrue(run.err().contains("--wal-dir"), run.err());
    assertFalse(Files.exists(out));
    Files.createDirectory(data.resolve("member/wal"));
    assertEquals(ExitCode.IO, Run.drydock("defrag", data, "--out", out).code());
    assertEquals(ExitCode.OK, Run.drydock("defrag", data, "--out", out, "--wal-dir", wal).code());
    assertEquals(names(wal), names(out.resolve("member/wal")));
  }

  @Test
  void aDamagedLogIsCopiedAndNamed() throws IOException {
    Path wal = data.resolve("member/wal");
    Path first = wal.resolve(names(wal).stream().filter(n -> n.endsWith(".wal")).findFirst().get());
    byte[] bytes = Files.readAllBytes(first);
    bytes[400] ^= 1;
    Files.write(first, bytes);
    Run run = Run.drydock("defrag", data, "--out", out);
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.err().contains("the log is damaged and is copied as it is"), run.err());
    assertArrayEquals(
        bytes, Files.readAllBytes(out.resolve("member/wal").resolve(first.getFileName())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sub", "member/wal/x", "member/new", "../data/sub"})
  void theResultDoesNotGoIntoTheSource(String place) throws IOException {
    Set<String> before = names(data);
    Run run = Run.drydock("compact", "--keep", 0, data, "--out", data.resolve(place));
    assertEquals(ExitCode.USAGE, run.code(), run.out());
    assertTrue(run.err().contains("which is only read"), run.err());
    assertEquals(before, names(data));
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Path real = Files.move(db, disk.resolve("realdb"));
    Files.createSymbolicLink(db, real);
    long before = Files.size(real);
    assertEquals(ExitCode.OK, Run.drydock("defrag", data, "--in-place").code());
    assertTrue(Files.isSymbolicLink(db));
    assertTrue(Files.size(real) < before);
    assertEquals(2, names(disk).size());
    assertTrue(names(disk).stream().anyMatch(name -> name.startsWith("realdb.before-defrag-")));
  }

  @Test
  void onlyOneRunWorksOnAPlace() throws Exception {
    Path part = PartPath.of(out);
    PartPath.workOn(
        part,
        FileOps.DISK,
        () -> {
          var busy =
              assertThrows(
                  IOException.class, () -> PartPath.workOn(part, FileOps.DISK, () -> "in vain"));
          assertTrue(busy.getMessage().contains("another run is writing this"));
          Run run = Run.drydock("defrag", data, "--out", out);
          assertEquals(ExitCode.IO, run.code(), run.out());
          return "done";
        });
    assertFalse(Files.exists(out));
    assertEquals(ExitCode.OK, Run.drydock("defrag", data, "--out", out).code());
    assertEquals(Set.of("etcd-3.5.30-single", "out"), names(folder));
  }

  @Test
  void whatCameToThePlaceMeanwhileIsLeftAlone() throws IOException {
    Target target = Target.directory(out);
    target.requireStillFree();
    Files.createDirectory(out);
    target.requireStillFree();
    Files.writeString(out.resolve("mine"), "");
    var there = assertThrows(FileAlreadyExistsException.class, target::requireStillFree);
    assertTrue(there.getMessage().contains("left alone"), there.getMessage());
    Target.inPlace(db, "defrag", Instant.EPOCH).requireStillFree();
  }

  @Test
  void warningsAreGivenBeforeAndAfterTheWorkToo() {
    Run run = Run.drydock("compact", "--keep", 0, data, "--out", out);
    assertEquals(ExitCode.OK, run.code(), run.err());
    for (String text : new String[] {run.err(), run.out().replaceAll("\\s+", " ")}) {
      assertTrue(text.contains("a compaction outside of raft"), text);
      assertTrue(text.contains("raised alarms stay in the result"), text);
    }
  }

  @Test
  void aPlanForALiveMemberMayBeHad() throws Exception {
    try (Other server = Other.holding(db)) {
      assertEquals(ExitCode.OK, Run.drydock("defrag", data, "--dry-run").code());
      assertTrue(server.process().isAlive());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.4", "v3.5.16", "3"})
  void aVersionWithoutItsLastNumberIsNotGuessed(String version) {
    Run run = Run.drydock("compact", data, "--keep", 0, "--out", out, "--etcd-version", version);
    assertEquals(ExitCode.USAGE, run.code(), run.out());
    assertTrue(run.err().contains("--etcd-version " + version + ": not of the form"), run.err());
  }
}
