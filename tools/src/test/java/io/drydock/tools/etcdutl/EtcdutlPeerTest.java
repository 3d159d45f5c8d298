package io.drydock.tools.etcdutl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bytes.Bytes;
import io.drydock.testdata.Directories;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import io.drydock.testdata.etcd.Ran;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import io.drydock.tools.rewrite.Stored;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Debian's etcdutl beside ours: the same command lines on copies of the same files. */
class EtcdutlPeerTest {

  @TempDir Path folder;

  /** What a release's etcdutl and ours work on. */
  private record Pair(EtcdRelease etcd, Release release, Path theirs, Path ours) {

    static Pair of(EtcdRelease etcd, Path folder) throws IOException {
      Path theirs = Files.createDirectory(folder.resolve("theirs"));
      Path ours = Files.createDirectory(folder.resolve("ours"));
      for (Path each : List.of(theirs, ours)) {
        Path kept = Kept.directory("etcd-" + etcd.version() + "-single");
        Directories.copy(kept.resolve("data"), each.resolve("data"));
        Files.copy(kept.resolve("snapshot.db"), each.resolve("snapshot.db"));
        Files.copy(kept.resolve("data/member/snap/db"), each.resolve("plain.db"));
        Files.writeString(each.resolve("text"), "hello");
        Files.createFile(each.resolve("empty"));
        Files.createSymbolicLink(each.resolve("loop"), Path.of("loop"));
        Path locked = Files.writeString(each.resolve("locked"), "hello");
        Files.setPosixFilePermissions(locked, Set.of());
      }
      return new Pair(etcd, Release.of(etcd.version()).orElseThrow(), theirs, ours);
    }

    private static List<String> words(String line, Path folder) {
      return Stream.of(line.split(" "))
          .map(word ->
              word.replaceFirst("^SNAP$", folder + "/snapshot.db")
                  .replaceFirst("^PLAIN$", folder + "/plain.db")
                  .replaceFirst("^DATA(/|$)", folder + "/data$1")
                  .replaceFirst("^DIR(/|$)", folder + "$1"))
          .toList();
    }

    Told theirs(String line) throws IOException {
      Ran ran = EtcdTool.offline(etcd).run(words(line, theirs).toArray(String[]::new));
      return Told.of(ran.exitCode(), ran.stdout(), ran.stderr(), theirs);
    }

    Told ours(String line) throws Exception {
      List<String> words = new ArrayList<>(List.of(Etcdutl.NAME));
      words.addAll(words(line, ours));
      return Told.byUs(release, ours, words);
    }
  }

  private static List<String> sameLines() throws IOException {
    try (var in = EtcdutlPeerTest.class.getResourceAsStream("/etcdutl/same.txt")) {
      return new String(in.readAllBytes())
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V3_4_23")
  void theSameCommandLineIsAnsweredToTheLetter(EtcdRelease etcd) throws Exception {
    Pair pair = Pair.of(etcd, folder);
    List<String> differences = new ArrayList<>();
    for (String line : sameLines()) {
      Told theirs = pair.theirs(line);
      Told ours = pair.ours(line);
      if (!theirs.equals(ours)) {
        differences.add("etcdutl " + line + "\n  theirs: " + theirs + "\n  ours:   " + ours);
      }
    }
    assertEquals("", String.join("\n", differences));
    assertEquals(restored(pair.theirs()), restored(pair.ours()));
  }

  /** Rows and the files beside of each restored directory. */
  private static List<String> restored(Path folder) throws Exception {
    List<String> found = new ArrayList<>();
    try (Stream<Path> entries = Files.walk(folder)) {
      for (Path file : entries.filter(Files::isRegularFile).sorted().toList()) {
        String name = folder.relativize(file).toString();
        if (name.endsWith("/db") && name.startsWith("r")) {
          found.add(name + " " + Stored.in(file, List.of()).buckets());
        } else if (name.matches("[rw][0-9].*")) {
          found.add(name + " " + Arrays.hashCode(Files.readAllBytes(file)));
        }
      }
    }
    assertFalse(found.isEmpty());
    return found;
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V3_4_23")
  void aDefragmentationKeepsAllRowsAndLeavesNothingBeside(EtcdRelease etcd) throws Exception {
    Pair pair = Pair.of(etcd, folder);
    for (String line : List.of("defrag --data-dir DATA", "-w yaml defrag --data-dir DATA more")) {
      Told theirs = pair.theirs(line);
      Told ours = pair.ours(line);
      assertEquals(0, ours.code(), ours.err());
      assertEquals(sizeless(theirs), sizeless(ours));
    }
    Path snap = Path.of("data", "member", "snap");
    assertEquals(names(pair.theirs().resolve(snap)), names(pair.ours().resolve(snap)));
    Path db = snap.resolve("db");
    assertEquals(
        Stored.in(pair.theirs().resolve(db), List.of()).buckets(),
        Stored.in(pair.ours().resolve(db), List.of()).buckets());
    assertTrue(Files.size(pair.ours().resolve(db)) <= Files.size(pair.theirs().resolve(db)));
  }

  /** Pages are filled better by us. */
  private static Told sizeless(Told told) {
    return new Told(told.code(), told.out(), told.err().replaceAll(": \"?-?[0-9]+( kB\")?", ": N"));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  /** Where etcdutl panics: its reason, and the code of a panic. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V3_4_23")
  void aDatabaseThatCannotBeOpenedEndsWithItsReasonAndCode(EtcdRelease etcd) throws Exception {
    Pair pair = Pair.of(etcd, folder);
    for (Path each : List.of(pair.theirs(), pair.ours())) {
      Files.writeString(each.resolve("data/member/snap/db"), "hello");
    }
    for (String line : List.of("defrag --data-dir DIR/nothing", "defrag --data-dir DATA")) {
      Told theirs = pair.theirs(line);
      Told ours = pair.ours(line);
      assertEquals(2, theirs.code());
      assertEquals(theirs.code(), ours.code(), ours.err());
      assertEquals(theirs.err().lines().findFirst(), ours.err().lines().findFirst());
      assertEquals(2, ours.err().lines().count(), ours.err());
    }
  }

  /** The traps: what etcdutl takes for a snapshot, and what it leaves of one that it refuses. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V3_4_23")
  void aSnapshotThatIsNotWholeIsRefusedAndNothingIsLeft(EtcdRelease etcd) throws Exception {
    Pair pair = Pair.of(etcd, folder);
    byte[] sound = Files.readAllBytes(pair.ours().resolve("snapshot.db"));
    byte[] altered = sound.clone();
    altered[sound.length / 2] ^= 1;
    for (Path each : List.of(pair.theirs(), pair.ours())) {
      Files.write(each.resolve("altered"), altered);
      Files.write(each.resolve("cut"), Arrays.copyOf(sound, 100_000));
      Files.write(each.resolve("headless"), Arrays.copyOf(sound, sound.length - 32));
    }
    assertEquals(0, pair.theirs("snapshot status DIR/altered").code(), "the trap is gone");
    assertEquals(0, pair.theirs("snapshot status DIR/headless").code(), "the trap is gone");
    for (String name : List.of("altered", "cut", "headless")) {
      Told status = pair.ours("snapshot status DIR/" + name + " -w json");
      assertEquals(1, status.code());
      assertEquals("", status.out());
      assertTrue(status.err().startsWith("Error: SNAPSHOT-"), status.err());
      String restore = "snapshot restore DIR/" + name + " --data-dir DIR/r-" + name;
      Told theirs = pair.theirs(restore);
      assertEquals(theirs, pair.ours(restore));
      assertEquals(1, theirs.code());
      assertTrue(Files.exists(pair.theirs().resolve("r-" + name)), "the trap is gone");
      assertFalse(Files.exists(pair.ours().resolve("r-" + name)));
      assertNotEquals(0, pair.theirs(restore).code(), "it stumbles over what it left");
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V3_4_23")
  void aBackupHasTheSameEntriesRowsAndV2Keys(EtcdRelease etcd) throws Exception {
    Pair pair = Pair.of(etcd, folder);
    List<String> lines =
        List.of(
            "backup --data-dir DATA --backup-dir DIR/b1",
            "backup --data-dir DATA --backup-dir DIR/b2 --with-v3=false -w yaml",
            "backup --data-dir DATA --backup-dir DIR/b3/new --backup-wal-dir DIR/w/3 more",
            "backup --data-dir DATA --backup-dir DIR/b4 --wal-dir DATA/member/wal");
    for (String line : lines) {
      Told theirs = pair.theirs(line);
      Told ours = pair.ours(line);
      assertEquals(theirs, ours, line);
      assertEquals(0, ours.code(), ours.err());
    }
    for (String backup : List.of("b1", "b2", "b3/new", "b4")) {
      assertEquals(backup(pair.theirs(), backup), backup(pair.ours(), backup), etcd + " " + backup);
    }
    String again = "backup --data-dir DATA --backup-dir DIR/b1";
    assertEquals(pair.theirs(again).err(), pair.ours(again).err().replaceAll("\nError.*", ""));
    assertEquals(1, pair.ours(again).code());
  }

  /** All of a backup, with one name for the member's id, which is of the time. */
  private static String backup(Path folder, String name) throws Exception {
    Path data = folder.resolve(name);
    Path wal = name.startsWith("b3") ? folder.resolve("w/3") : data.resolve("member/wal");
    var text = new StringBuilder(names(wal).toString());
    text.append(Run.drydock("wal", "dump", wal, "--raw").out().replaceAll("snapshot .*", ""));
    text.append(Run.drydock("wal", "dump", wal, "--tail", "2").out());
    text.append(Run.drydock("db", "members", data).out());
    for (String snap : names(data.resolve("member/snap"))) {
      Path file = data.resolve("member/snap").resolve(snap);
      if (snap.endsWith(".snap")) {
        text.append(Run.drydock("snap", "show", file).out());
      }
    }
    SortedMap<String, SortedMap<Bytes, Bytes>> rows = Stored.in(data, List.of()).buckets();
    String id = rows.remove("members").firstKey().toUtf8();
    rows.values().removeIf(SortedMap::isEmpty);
    return (text.toString() + rows).replace(folder.toString(), "DIR").replace(id, "ID");
  }

  /** Damage before the segment of the newest .snap file; and a log with no .snap file at all. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V3_4_23")
  void aBackupReadsTheLogFromTheNewestSnapOn(EtcdRelease etcd) throws Exception {
    Pair pair = Pair.of(etcd, folder);
    String first = "data/member/wal/0000000000000000-0000000000000000.wal";
    for (Path each : List.of(pair.theirs(), pair.ours())) {
      flip(each.resolve(first), 1000);
    }
    assertSameBackup(pair, "b1");
    for (Path each : List.of(pair.theirs(), pair.ours())) {
      flip(each.resolve(first), 1000);
      for (String name : names(each.resolve("data/member/snap"))) {
        if (name.endsWith(".snap")) {
          Files.delete(each.resolve("data/member/snap").resolve(name));
        }
      }
    }
    assertSameBackup(pair, "b2");
    for (Path each : List.of(pair.theirs(), pair.ours())) {
      Files.delete(each.resolve(first));
    }
    String line = "backup --data-dir DATA --backup-dir DIR/b3";
    Told ours = pair.ours(line);
    assertEquals(pair.theirs(line), ours);
    assertEquals(1, ours.code());
    assertFalse(Files.exists(pair.ours().resolve("b3")));
  }

  private static void assertSameBackup(Pair pair, String name) throws Exception {
    String line = "backup --data-dir DATA --backup-dir DIR/" + name;
    Told ours = pair.ours(line);
    assertEquals(pair.theirs(line), ours);
    assertEquals(0, ours.code());
    assertEquals(backup(pair.theirs(), name), backup(pair.ours(), name));
  }

  private static void flip(Path file, long offset) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer octet = ByteBuffer.allocate(1);
      channel.read(octet, offset);
      octet.put(0, (byte) ~octet.get(0));
      channel.write(octet.flip(), offset);
    }
  }

  /** A backup that cannot be made leaves nothing; etcdutl leaves the beginning of one. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V3_4_23")
  void aBackupThatFailsLeavesNothing(EtcdRelease etcd) throws Exception {
    Pair pair = Pair.of(etcd, folder);
    for (String flags :
        List.of("--data-dir DIR/nothing", "--data-dir DATA --wal-dir DIR/nothing")) {
      String line = "backup " + flags + " --backup-dir DIR/b/c";
      Told theirs = pair.theirs(line);
      Told ours = pair.ours(line);
      assertEquals(1, theirs.code());
      assertEquals(theirs, ours);
      assertFalse(Files.exists(pair.ours().resolve("b")));
      Directories.delete(pair.theirs().resolve("b"));
    }
  }
}
