package io.drydock.tools.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Archive;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Golden;
import io.drydock.tools.Run;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The command lines of {@code compact} and {@code defrag}: refusals, plans, what stays untouched.
 */
class RewriteTableTest {

  private static final int PAGE_BYTES = 4096;

  @TempDir Path folder;
  private Path data;
  private Path db;

  @BeforeEach
  void unpack() throws IOException {
    data = Archive.unpack("etcd-3.5.30-single", folder).resolve("data");
    db = data.resolve("member/snap/db");
  }

  /** DATA, DB and OUT stand for paths; the archive reaches from revision 921 to 929. */
  private Run run(String line) {
    return Run.drydock(
        Stream.of(line.split(" "))
            .map(word ->
                switch (word) {
                  case "DATA" -> data.toString();
                  case "DB" -> db.toString();
                  case "OUT" -> folder.resolve("out").toString();
                  case "NOWHERE" -> folder.resolve("no/where").toString();
                  default -> word;
                })
            .toArray());
  }

  /** Names, sizes and times of all there is. */
  private SortedMap<String, String> census() throws IOException {
    var census = new TreeMap<String, String>();
    try (Stream<Path> entries = Files.walk(folder)) {
      for (Path entry : entries.toList()) {
        var facts = Files.readAttributes(entry, "size,lastModifiedTime");
        census.put(folder.relativize(entry).toString(), facts.toString());
      }
    }
    return census;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          defrag DATA | give one of --out PATH and --in-place
          defrag DATA --out OUT --in-place | give one of --out PATH and --in-place
          defrag DATA --out OUT --in-place --dry-run | give one of --out PATH and --in-place
          defrag DATA --out DATA | there is something already
          defrag DB --out DB | there is something already
          defrag DATA --out NOWHERE | does not exist
          defrag DB --wal-dir DATA --out OUT | goes with a data directory only
          compact DATA --out OUT | missing required argument
          compact DATA --out OUT --rev 925 --keep 1 | mutually exclusive
          compact DATA --out OUT --rev 920 | --rev 920: compacted already, at revision 921
          compact DATA --out OUT --rev 921 | compacted already, at revision 921
          compact DATA --out OUT --rev 930 | the newest revision is 929
          compact DATA --out OUT --rev 0 | --rev 0: the first revision is 1
          compact DATA --out OUT --rev -5 | --rev -5: the first revision is 1
          compact DATA --out OUT --rev x | --rev x: not a number
          compact DATA --out OUT --keep -1 | --keep -1: 0 or more
          compact DATA --out OUT --keep 9 | compacted already, at revision 921
          compact DATA --out OUT --keep 5000 | --keep 5000: revision -4071: the first revision is 1
          compact DATA --out OUT --keep-since-rev 922 | compacted already, at revision 921
          compact DATA --out OUT --keep-since-rev 1 | --keep-since-rev 1: revision 0: the first
          compact DATA --out OUT --keep-since-rev 931 | the newest revision is 929
          compact DATA --out OUT --rev 925 --etcd-version x | --etcd-version x: not of the form
          compact DATA --out OUT --rev 925 --etcd-version 3.3.0 | --etcd-version 3.3.0: 3.4 to 3.7
          """)
  void aWrongCommandLineChangesNothing(String line, String message) throws IOException {
    var before = census();
    Run run = run(line.strip());
    assertEquals(ExitCode.USAGE, run.code(), run.err());
    assertTrue(run.err().toLowerCase().contains(message.toLowerCase()), run.err());
    assertEquals("", run.out());
    assertEquals(before, census());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--rev 0", "--rev -1", "--keep 5000", "--keep-since-rev 0"})
  void historyThatWasNeverCompactedBeginsAtOne(String where) throws IOException {
    data = Archive.unpack("etcd-3.6.14-cluster3", folder).resolve("m1");
    Run run = run("compact DATA --out OUT " + where);
    assertEquals(ExitCode.USAGE, run.code(), run.err());
    assertTrue(run.err().contains(where + ": "), run.err());
    assertFalse(Files.exists(folder.resolve("out")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"defrag NOWHERE --out OUT", "compact NOWHERE --keep 0 --out OUT"})
  void whatIsNotThereIsNamed(String line) throws IOException {
    Run run = run(line);
    assertEquals(ExitCode.IO, run.code());
    assertTrue(run.err().contains("no/where"), run.err());
  }

  @Test
  void aFileThatIsNoDatabaseIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "hello".repeat(5000));
    Run run = Run.drydock("defrag", text, "--out", folder.resolve("out"));
    assertEquals(ExitCode.FINDINGS, run.code(), run.err());
    assertTrue(run.err().contains(text.toString()), run.err());
    assertFalse(Files.exists(folder.resolve("out")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "defrag DATA --out OUT",
        "defrag DB --in-place",
        "compact DATA --keep 0 --out OUT",
        "compact DATA --keep 0 --in-place"
      })
  void aDamagedDatabaseIsLeftAsItIs(String line) throws IOException {
    long pages = Files.size(db) / PAGE_BYTES;
    try (FileChannel channel = FileChannel.open(db, StandardOpenOption.WRITE)) {
      for (long page = 2; page < pages; page++) {
        channel.write(ByteBuffer.wrap(new byte[] {(byte) 0x77, 0x77}), page * PAGE_BYTES + 8);
      }
    }
    var before = census();
    Run run = run(line);
    assertEquals(ExitCode.FINDINGS, run.code(), run.err());
    assertTrue(run.err().contains(db.toString()), run.err());
    assertEquals(before, census());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "defrag DATA --dry-run",
        "defrag DATA --in-place --dry-run",
        "defrag DATA --out OUT --dry-run",
        "defrag DB --out OUT --dry-run",
        "compact DATA --keep 1 --dry-run",
        "compact DB --rev 925 --out OUT --dry-run"
      })
  void aDryRunWritesNothing(String line) throws IOException {
    var before = census();
    Run run = run(line);
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().startsWith("Plan: "), run.out());
    assertEquals(before, census());
  }

  @Test
  void theSourceStaysAndTheResultHasItsPermissions() throws IOException {
    var odd = PosixFilePermissions.fromString("rw-r-----");
    Files.setPosixFilePermissions(db, odd);
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-x---"));
    var before = census();
    Run run = run("defrag DATA --out OUT");
    assertEquals(ExitCode.OK, run.code(), run.err());
    Path out = folder.resolve("out");
    assertEquals(odd, Files.getPosixFilePermissions(out.resolve("member/snap/db")));
    assertEquals(Files.getPosixFilePermissions(data), Files.getPosixFilePermissions(out));
    assertEquals(Files.getOwner(db), Files.getOwner(out.resolve("member/snap/db")));
    var after = census();
    after.keySet().removeIf(name -> name.equals("out") || name.startsWith("out/"));
    after.remove("");
    before.remove("");
    assertEquals(before, after);
    assertEquals(-1, Files.mismatch(segment(data), segment(out)));
  }

  private static Path segment(Path directory) throws IOException {
    try (Stream<Path> segments = Files.list(directory.resolve("member/wal"))) {
      return segments.filter(file -> file.toString().endsWith(".wal")).sorted().findFirst().get();
    }
  }

  @Test
  void aDiskThatIsTooFullIsLeftAlone() throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    Path huge = data.resolve("member/snap/00000000000000ff.snap.db");
    try (var sparse = new RandomAccessFile(huge.toFile(), "rw")) {
      sparse.setLength(free + (1L << 30));
    }
    var before = census();
    Run run = run("defrag DATA --out OUT");
    assertEquals(ExitCode.IO, run.code(), run.err());
    assertTrue(
        run.err().contains("choose another disk with --out. Nothing was written"), run.err());
    assertEquals(before, census());
  }

  @Test
  void theOldDatabaseStaysBesideTheNewOne() throws IOException {
    byte[] old = Files.readAllBytes(db);
    Run run = run("compact DATA --keep 0 --in-place");
    assertEquals(ExitCode.OK, run.code(), run.err());
    List<Path> aside;
    try (Stream<Path> entries = Files.list(db.getParent())) {
      aside = entries.filter(e -> e.getFileName().toString().startsWith("db.before-")).toList();
    }
    assertEquals(1, aside.size());
    assertTrue(Arrays.equals(old, Files.readAllBytes(aside.getFirst())));
    assertTrue(Files.size(db) < old.length);
  }

  @ParameterizedTest
  @CsvSource({
    "defrag-plan, defrag DATA --out OUT --dry-run",
    "defrag, defrag DATA --out OUT",
    "defrag-file, defrag DB --out OUT",
    "compact-plan, compact DATA --rev 925 --out OUT --dry-run",
    "compact, compact DATA --keep-since-rev 926 --out OUT",
    "compact-old, compact DB --rev 925 --etcd-version 3.5.10 --out OUT"
  })
  void answersAsKept(String name, String line) throws IOException {
    Run text =
        run(line.replace("OUT", "OUT --dry-run").replace("--dry-run --dry-run", "--dry-run"));
    assertEquals(ExitCode.OK, text.code(), text.err());
    Golden.check("rewrite/" + name + ".plan.txt", stable(text.out()));
    Run json = run(line + " -o json");
    assertEquals(ExitCode.OK, json.code(), json.err());
    Golden.check("rewrite/" + name + ".json", stable(json.out()));
  }

  /** Without what depends on the machine: the folder and the free room. */
  private String stable(String out) {
    return out.replace(folder.toString(), "/tmp")
        .replaceAll("\"bytes_available\": \\d+", "\"bytes_available\": 0")
        .replaceAll("of [0-9.,]+ [KMGT]iB free", "of ROOM free");
  }
}
