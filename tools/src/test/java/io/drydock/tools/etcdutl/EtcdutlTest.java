package io.drydock.tools.etcdutl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.drydock.formats.backend.BackendState;
import io.drydock.testdata.Directories;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import io.drydock.tools.client.FakeEtcd;
import io.drydock.tools.rewrite.Stored;
import io.drydock.tools.snapshot.manifest.ManifestFile;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Debian has no etcdutl for, and what needs none. */
class EtcdutlTest {

  @TempDir private Path folder;

  private Told run(Object... words) throws Exception {
    List<String> line = new ArrayList<>(List.of(Etcdutl.NAME));
    Stream.of(words).map(Object::toString).forEach(line::add);
    return Told.byUs(Release.ALL, folder, line);
  }

  /** Numbers of {@code etcdutl hashkv} and of the server are the same. */
  @ParameterizedTest
  @ValueSource(strings = {"etcd-3.4.23-single", "etcd-3.6.14-single", "etcd-3.7.1-single"})
  void hashKvIsThatOfTheServerAndTheFileStaysAsItIs(String archive) throws Exception {
    Path snapshot = folder.resolve("snapshot.db");
    Files.copy(Kept.directory(archive).resolve("data/member/snap/db"), snapshot);
    byte[] before = Files.readAllBytes(snapshot);
    long expected = Kept.expected(archive).hashKv("hashkv").get(0L).hash();
    for (String form : List.of("simple", "json", "fields", "table")) {
      Told told = run("hashkv", snapshot, "-w", form);
      assertEquals(0, told.code(), told.err());
      assertTrue(told.out().contains(Long.toString(expected)), told.out());
    }
    assertArrayEquals(before, Files.readAllBytes(snapshot));
    assertEquals(4, run("hashkv", snapshot, "-w", "protobuf").code());
    assertEquals(
        new Told(1, "", "Error: mvcc: required revision is a future revision"),
        run("hashkv", snapshot, "--rev", "999999999"));
    assertEquals(
        new Told(1, "", "Error: mvcc: required revision has been compacted"),
        run("hashkv", snapshot, "--rev", "2"));
    assertEquals(1, run("hashkv", snapshot, "--rev", "-3").code());
    assertEquals(1, run("hashkv").code());
  }

  @Test
  void hashKvHasTheFormsOfEtcdutl36() throws Exception {
    Path data = Kept.directory("etcd-3.6.14-single").resolve("data");
    Path db = data.resolve("member/snap/db");
    String simple = run("hashkv", db).out();
    String[] numbers = simple.strip().split(", ");
    assertEquals(3, numbers.length, simple);
    assertEquals(
        "{\"hash\":%s,\"hashRevision\":%s,\"compactRevision\":%s}\n".formatted((Object[]) numbers),
        run("hashkv", db, "-w", "json").out());
    assertEquals(
        "\"Hash\" : %s\n\"Hash revision\" : %s\n\"Compact revision\" : %s\n"
            .formatted((Object[]) numbers),
        run("hashkv", db, "-w", "fields").out());
    String table = run("hashkv", db, "-w", "table").out();
    assertEquals(5, table.lines().count());
    assertTrue(table.contains(" HASH REVISION │ COMPACT REVISION │\n"), table);
  }

  private static Optional<String> storageVersion(Path data) throws Exception {
    try (DbSource source = DbSource.open(data)) {
      return BackendState.read(source.view()).meta().storageVersion();
    }
  }

  @Test
  void migrateSetsAndClearsTheVersionAndNothingElse() throws Exception {
    Path data = folder.resolve("data");
    Directories.copy(Kept.directory("etcd-3.6.14-single").resolve("data"), data);
    var before = Stored.in(data, List.of()).buckets();
    assertEquals(Optional.of("3.6.0"), storageVersion(data));
    Told same = run("migrate", "--data-dir", data, "--target-version", "3.6");
    assertEquals(
        new Told(0, "", "info storage version up-to-date\t{\"storage-version\": \"3.6\"}"), same);
    Told down = run("migrate", "--data-dir", data, "--target-version", "3.5");
    assertEquals(
        new Told(0, "", "info updated storage version\t{\"new-storage-version\": \"3.5.0\"}"),
        down);
    assertEquals(Optional.empty(), storageVersion(data));
    Told up = run("migrate", "--data-dir", data, "--target-version", "3.7");
    assertEquals(2, up.err().lines().count(), up.err());
    assertEquals(Optional.of("3.7.0"), storageVersion(data));
    assertEquals(0, run("migrate", "--data-dir", data, "--target-version", "3.6").code());
    assertEquals(before, Stored.in(data, List.of()).buckets());
    try (Stream<Path> entries = Files.list(data.resolve("member/snap"))) {
      assertFalse(entries.anyMatch(entry -> entry.toString().contains("before")));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3   | 128 | wrong target version format, expected "X.Y", got "3"
          3.x | 128 | failed to parse target version: strconv.ParseInt: parsing "x": invalid syntax
          3.4 | 128 | target version "3.4" not supported. Minimal "3.5"
          3.9 | 1   | cannot create migration plan: version "3.8.0" is not supported
          """)
  void migrateRefusesInEtcdutlsWords(String target, int code, String words) throws Exception {
    Path data = Kept.directory("etcd-3.6.14-single").resolve("data");
    assertEquals(
        new Told(code, "", "Error: " + words),
        run("migrate", "--data-dir", data, "--target-version", target));
  }

  @Test
  void aForcedMigrationSaysThatItIs() throws Exception {
    Path data = folder.resolve("data");
    Directories.copy(Kept.directory("etcd-3.6.14-single").resolve("data"), data);
    Told told = run("migrate", "--data-dir", data, "--target-version", "3.9", "--force");
    assertEquals(0, told.code(), told.err());
    assertTrue(told.err().startsWith("info normal migrate failed, trying with force\t"));
    assertEquals(Optional.of("3.9.0"), storageVersion(data));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish", "powershell"})
  void everyShellGetsItsScript(String shell) throws Exception {
    String script = run("completion", shell).out();
    assertTrue(script.contains(" __complete "), script);
    assertFalse(script.contains("PROGRAM") || script.contains("ASK"), script);
    assertTrue(run("completion", shell, "--no-descriptions").out().contains("__completeNoDesc"));
  }

  @Test
  void theScriptOfBashCompletes() throws Exception {
    Path script = folder.resolve("script");
    Files.writeString(script, run("completion", "bash").out());
    String answers = "etcdutl() { printf 'restore\\tR\\nstatus\\tS\\n:4\\n'; }; ";
    String ask =
        answers
            + ". '"
            + script
            + "'; COMP_WORDS=(etcdutl snapshot ''); COMP_CWORD=2;"
            + " _etcdutl_complete; echo \"${COMPREPLY[*]}\"";
    Process bash = new ProcessBuilder("bash", "-c", ask).redirectErrorStream(true).start();
    assertEquals("restore status\n", new String(bash.getInputStream().readAllBytes()));
    assertEquals(0, bash.waitFor());
  }

  @Test
  void etcdctlIsThereForSnapshotsOnly() throws Exception {
    Path snapshot = Kept.directory("etcd-3.5.30-single").resolve("snapshot.db");
    var status =
        List.of("etcdctl", "--endpoints", "http://a:1", "snapshot", "status", "" + snapshot);
    Told told = Told.byUs(Release.ALL, folder, status);
    assertEquals(run("snapshot", "status", snapshot).out(), told.out());
    assertEquals("Deprecated: Use `etcdutl snapshot status` instead.", told.err());
    assertEquals(1, Told.byUs(Release.ALL, folder, List.of("etcdctl", "get", "k")).code());
    Told save = Told.byUs(Release.ALL, folder, List.of("etcdctl", "snapshot", "save"));
    assertEquals(new Told(128, "", "Error: snapshot save expects one argument"), save);
  }

  @Test
  void savingWithoutAServerHasEtcdctlsCodeAndLeavesNothing() throws Exception {
    Path file = folder.resolve("saved");
    for (String program : List.of("etcdctl", "etcdutl")) {
      Told told =
          Told.byUs(
              Release.ALL,
              folder,
              List.of(program, "snapshot", "save", "" + file, "--endpoints", "127.0.0.1:1"));
      assertEquals(5, told.code(), told.err());
      assertTrue(told.err().startsWith("Error: "), told.err());
      assertFalse(Files.exists(file));
    }
  }

  @Test
  void aRevisionBeyondSixtyThreeBitsIsRefused() throws Exception {
    Path snapshot = Kept.directory("etcd-3.5.30-single").resolve("snapshot.db");
    for (String bump : List.of("9223372036854775808", "18446744073709551615")) {
      Object[] words = {"snapshot", "restore", snapshot, "--data-dir", folder.resolve("r")};
      assertEquals(
          new Told(1, "", "Error: --bump-revision " + bump + ": more than 2^63-1"),
          run(with(words, "--bump-revision", bump, "--mark-compacted")));
    }
    assertEquals(List.of(), names());
  }

  /** Failures of the system that no command expects have etcdutl's form and code, too. */
  @Test
  void whatCannotBeReadEndsWithErrorAndOne() throws Exception {
    Path data = folder.resolve("data");
    Directories.copy(Kept.directory("etcd-3.6.14-single").resolve("data"), data);
    Directories.delete(data.resolve("member/wal"));
    assertEquals(
        new Told(1, "", "Error: open DIR/data/member/wal: no such file or directory"),
        run("migrate", "--data-dir", data, "--target-version", "3.5"));
    assertEquals(
        new Told(1, "", "Error: /dev/null: not a regular file"),
        run("snapshot", "status", "/dev/null"));
    Files.delete(data.resolve("member/snap/db"));
    Files.createSymbolicLink(data.resolve("member/snap/db"), Path.of("db"));
    Told loop = run("snapshot", "status", data.resolve("member/snap/db"));
    String words = ": too many levels of symbolic links";
    assertEquals(new Told(1, "", "Error: stat DIR/data/member/snap/db" + words), loop);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(new NoSuchFileException("f"), "open f: no such file or directory"),
        arguments(new AccessDeniedException("f"), "open f: permission denied"),
        arguments(new FileAlreadyExistsException("f"), "open f: file exists"),
        arguments(new FileSystemException("f", null, "Not a directory"), "open f: not a directory"),
        arguments(new FileSystemException("f", null, "EOF"), "open f: EOF"),
        arguments(new FileSystemException("f"), "open f"),
        arguments(new IOException("No space left on device"), "No space left on device"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failuresOfFilesAreToldAsInGo(IOException failure, String text) {
    assertEquals(text, GoTexts.failure("open", failure));
  }

  /** Its own folder is made with those above it; the log lies beside no data directory. */
  @Test
  void aBackupMakesTheFolderOfItsLog() throws Exception {
    Path data = Kept.directory("etcd-3.5.30-single").resolve("data");
    Path log = folder.resolve("a/b/log");
    Object[] words = {"backup", "--data-dir", data, "--backup-dir", folder.resolve("c/d")};
    Told told = run(with(words, "--backup-wal-dir", log));
    assertEquals(0, told.code(), told.err());
    assertTrue(Files.exists(log.resolve("0000000000000000-0000000000000000.wal")));
    assertEquals(List.of("a", "c"), names());
    Told taken = run(with(words, "--backup-wal-dir", log));
    assertEquals(1, taken.code());
    words[4] = folder.resolve("usual");
    Told usual = run(with(words, "--backup-wal-dir", folder.resolve("usual/member/wal")));
    assertEquals(0, usual.code(), usual.err());
    Directories.delete(folder.resolve("usual"));
    Files.createFile(folder.resolve("file"));
    Told none = run(with(words, "--backup-wal-dir", folder.resolve("file/log")));
    assertEquals(1, none.code(), none.err());
    assertEquals(List.of("a", "c", "file"), names());
  }

  private static Object[] with(Object[] words, Object... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray();
  }

  private Told save(FakeEtcd etcd, String file) throws Exception {
    var words =
        List.of(
            "etcdctl",
            "--debug",
            "--keepalive-time=3s",
            "snapshot",
            "save",
            file,
            "--keepalive-timeout",
            "9s",
            "--hex",
            "--insecure-discovery=false",
            "--endpoints",
            etcd.endpoint());
    return Told.byUs(Release.ALL, folder, words);
  }

  private List<String> names() throws Exception {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  /** As etcdctl does, with file or link; the manifest is of the new one, under the final name. */
  @Test
  void aSaveReplacesTheSnapshotAndItsManifest() throws Exception {
    Path file = folder.resolve("a.db");
    byte[] content =
        Files.readAllBytes(Kept.directory("etcd-3.5.30-single").resolve("snapshot.db"));
    try (var etcd = FakeEtcd.start(content).at(929)) {
      Files.writeString(file, "whatever was there");
      assertEquals(0, save(etcd, file.toString()).code());
      for (int again = 0; again < 2; again++) {
        Told told = save(etcd, file.toString());
        assertEquals(0, told.code(), told.err());
        assertEquals("Snapshot saved at DIR/a.db\n", told.out());
        assertEquals(List.of("a.db", "a.db.json"), names());
        Run verified = Run.drydock("snapshot", "verify", file);
        assertTrue(verified.out().endsWith("; as its manifest says\n"), verified.out());
        String manifest = Files.readString(ManifestFile.beside(file));
        assertTrue(manifest.contains("\"file\": \"a.db\""), manifest);
        Files.delete(file);
        Files.createSymbolicLink(file, folder.resolve("nowhere"));
      }
    }
  }

  /** Before anybody is asked. */
  @Test
  void whatASaveMayNotReplaceStays() throws Exception {
    byte[] content = {};
    Files.writeString(folder.resolve("a.db"), "old");
    Files.writeString(folder.resolve("a.db.json"), "{\"my\": 1}");
    Files.createDirectory(folder.resolve("folder"));
    Files.createSymbolicLink(folder.resolve("b.db.json"), Path.of("nowhere"));
    List<String> before = names();
    try (var etcd = FakeEtcd.start(content)) {
      for (String name : List.of("a.db", "b.db", "folder")) {
        Told told = save(etcd, folder.resolve(name).toString());
        assertEquals(5, told.code(), told.err());
        assertTrue(told.err().endsWith("; nothing was done"), told.err());
      }
      assertEquals(new Told(5, "", "Error: '': not the name of a file"), save(etcd, ""));
      assertEquals(new Told(5, "", "Error: '/': not the name of a file"), save(etcd, "/"));
    }
    assertEquals(before, names());
    assertEquals("{\"my\": 1}", Files.readString(folder.resolve("a.db.json")));
    assertEquals("old", Files.readString(folder.resolve("a.db")));
  }

  @ParameterizedTest
  @CsvSource({"0,0 B", "9,9 B", "999,999 B", "1000,1.0 kB", "9949,9.9 kB", "610304,610 kB"})
  void sizesAreHumanizedAsInGo(long bytes, String text) {
    assertEquals(text, GoTexts.size(bytes));
  }

  @ParameterizedTest
  @CsvSource({"0,0s", "850,850ns", "1500,1.5µs", "13102913,13.102913ms", "62500000000,1m2.5s"})
  void durationsAreThoseOfGo(long nanos, String text) {
    assertEquals(text, GoTexts.duration(Duration.ofNanos(nanos)));
  }
}
