package io.drydock.tools.snapshot.save;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bytes.Bytes;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import io.drydock.tools.client.FakeEtcd;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.snapshot.manifest.Manifest;
import io.drydock.tools.snapshot.manifest.ManifestFile;
import io.drydock.tools.snapshot.manifest.Sha256;
import io.drydock.tools.write.EndingFileOps;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.PartPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A save is killed after each of its operations on the disk, or the disk is full from there on. */
class SaveInterruptionLongTest {

  private static final int FAILED = 3;

  @TempDir Path folder;

  private static byte[] snapshot() throws IOException {
    return Files.readAllBytes(Kept.directory("etcd-3.5.30-single").resolve("snapshot.db"));
  }

  private Path file() {
    return folder.resolve("etcd.db");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  private void clear() throws IOException {
    for (String name : names()) {
      Files.delete(folder.resolve(name));
    }
  }

  private static Terminal terminal() {
    return Terminal.plain(new ByteArrayOutputStream(), new ByteArrayOutputStream());
  }

  private int save(FakeEtcd etcd, FileOps disk, String... more) {
    return save(new SnapshotSave(terminal(), disk), etcd, more);
  }

  private int replace(FakeEtcd etcd, FileOps disk) {
    return save(SnapshotSave.replacing(terminal(), disk), etcd);
  }

  /** The exit code; of a kill -1. */
  private int save(SnapshotSave save, FakeEtcd etcd, String... more) {
    var command = new CommandLine(save);
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setExecutionExceptionHandler((failure, line, parsed) -> {
      if (String.valueOf(failure.getMessage()).contains("No space left")) {
        return FAILED;
      }
      throw failure;
    });
    String[] words =
        Stream.concat(Stream.of(file().toString(), "--endpoints", etcd.endpoint()), Stream.of(more))
            .toArray(String[]::new);
    try {
      return command.execute(words);
    } catch (EndingFileOps.Killed end) {
      return -1;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "zstd"})
  void killedAnywhereTheNameHasTheWholeSnapshotOrNothing(String form) throws Exception {
    try (var etcd = FakeEtcd.start(snapshot()).at(929)) {
      var whole = new EndingFileOps(Long.MAX_VALUE);
      assertEquals(0, save(etcd, whole, "--compress", form));
      assertTrue(whole.operations() > 8, "operations: " + whole.operations());
      clear();
      int named = 0;
      for (long last = 0; last < whole.operations(); last++) {
        assertEquals(-1, save(etcd, new EndingFileOps(last), "--compress", form), "at " + last);
        if (Files.exists(file())) {
          named++;
          assertWhole(form);
          assertFalse(names().stream().anyMatch(name -> name.endsWith(PartPath.SUFFIX)));
        } else {
          assertEquals(0, save(etcd, FileOps.DISK, "--compress", form), "after " + last);
          assertWhole(form);
        }
        assertEquals(List.of("etcd.db", "etcd.db.json"), names());
        clear();
      }
      assertEquals(1, named, "the last operation makes the name durable");
    }
  }

  private void assertWhole(String form) throws IOException {
    assertInstanceOf(
        ManifestFile.Found.Present.class, ManifestFile.read(ManifestFile.beside(file())));
    assertEquals(
        "verified",
        Run.drydock("snapshot", "list", folder, "--verify", "-o", "table")
                .out()
                .contains("verified")
            ? "verified"
            : names().toString());
    if (form.equals("none")) {
      assertArrayEquals(snapshot(), Files.readAllBytes(file()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip"})
  void onAFullDiskNothingIsLeft(String form) throws Exception {
    try (var etcd = FakeEtcd.start(snapshot()).at(929)) {
      int code = FAILED;
      for (long room = 0; code == FAILED; room++) {
        code = save(etcd, EndingFileOps.fullAfter(room), "--compress", form);
        assertTrue(code == FAILED || room > 4, "after " + room);
        if (code == FAILED) {
          assertEquals(List.of(), names(), "after " + room);
        }
      }
      assertEquals(ExitCode.OK.code(), code);
      assertEquals(List.of("etcd.db", "etcd.db.json"), names());
    }
  }

  /** The old snapshot or the new one, and a manifest of exactly that one, or none. */
  @Test
  void killedAnywhereAReplacedSnapshotIsWholeAndItsManifestTrue() throws Exception {
    byte[] old = Files.readAllBytes(Kept.directory("etcd-3.5.16-single").resolve("snapshot.db"));
    var whole = new EndingFileOps(Long.MAX_VALUE);
    try (var before = FakeEtcd.start(old).at(1);
        var after = FakeEtcd.start(snapshot()).at(929)) {
      assertEquals(0, save(before, FileOps.DISK));
      assertEquals(0, replace(after, whole));
      assertArrayEquals(snapshot(), Files.readAllBytes(file()));
      for (long last = 0; last < whole.operations(); last++) {
        for (boolean isDiskFull : new boolean[] {false, true}) {
          clear();
          assertEquals(0, save(before, FileOps.DISK));
          int code =
              replace(after, isDiskFull ? EndingFileOps.fullAfter(last) : new EndingFileOps(last));
          assertTrue(code == (isDiskFull ? FAILED : -1) || isDiskFull && code == 0, "at " + last);
          assertTrueManifest(old, "after " + last);
          if (isDiskFull) {
            assertFalse(names().toString().contains(PartPath.SUFFIX), names()::toString);
          }
          assertEquals(0, replace(after, FileOps.DISK), "after " + last);
          assertArrayEquals(snapshot(), Files.readAllBytes(file()));
          assertEquals(List.of("etcd.db", "etcd.db.json"), names());
          assertWhole("none");
        }
      }
    }
  }

  private void assertTrueManifest(byte[] old, String when) throws IOException {
    byte[] found = Files.readAllBytes(file());
    assertTrue(Arrays.equals(old, found) || Arrays.equals(snapshot(), found), when);
    switch (ManifestFile.read(ManifestFile.beside(file()))) {
      case ManifestFile.Found.Absent _ -> {}
      case ManifestFile.Found.Present(Manifest manifest) ->
          assertEquals(Bytes.adopt(Sha256.begin().digest(found)), manifest.packed().sha256(), when);
      case ManifestFile.Found.Damaged _, ManifestFile.Found.Foreign _ ->
          throw new AssertionError(when);
    }
  }

  /** A signal in the middle of the stream; meanwhile a second run for the same file is refused. */
  @Test
  void aSignalEndsItAndNothingIsLeft() throws Exception {
    try (var etcd = FakeEtcd.start(snapshot()).at(929).with(new FakeEtcd.Fault.Hang(300_000))) {
      Process process = process("snapshot", "save", file(), "--endpoints", etcd.endpoint());
      etcd.awaitHanging();
      assertTrue(names().contains("etcd.db" + PartPath.SUFFIX), names()::toString);
      Run second = Run.drydock("snapshot", "save", file(), "--endpoints", etcd.endpoint());
      assertEquals(ExitCode.IO, second.code());
      assertTrue(second.err().contains("another run is writing this"), second.err());
      process.toHandle().destroy();
      String said = new String(process.getErrorStream().readAllBytes());
      assertEquals(128 + 15, process.waitFor(), said);
      assertEquals(List.of(), names());
    }
  }

  private static Process process(Object... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add("io.drydock.tools.Main");
    Stream.of(words).map(Object::toString).forEach(command::add);
    return new ProcessBuilder(command).start();
  }

  /** Retention: the snapshot goes before its manifest, so nothing is left that nobody removes. */
  @Test
  void killedWhileOldOnesAreRemovedEachIsThereOrOnlyItsManifest() throws Exception {
    try (var etcd = FakeEtcd.start(snapshot()).at(929)) {
      long last = 0;
      for (int code = -1; code == -1; last++) {
        for (String name : new String[] {"old1.db", "old2.db"}) {
          assertEquals(
              ExitCode.OK,
              Run.drydock("snapshot", "save", folder.resolve(name), "--endpoints", etcd.endpoint())
                  .code());
        }
        code = save(etcd, new EndingFileOps(last), "--keep", "1");
        for (String name : new String[] {"old1.db", "old2.db"}) {
          boolean hasManifest = Files.exists(folder.resolve(name + ".json"));
          assertTrue(hasManifest || !Files.exists(folder.resolve(name)), "at " + last);
          assertTrue(Files.exists(file()) || Files.exists(folder.resolve(name)), "at " + last);
        }
        clear();
      }
      assertTrue(last > 12, "operations: " + last);
    }
  }
}
