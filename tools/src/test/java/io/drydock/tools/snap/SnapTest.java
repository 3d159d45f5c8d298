package io.drydock.tools.snap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Archive;
import io.drydock.testdata.Directories;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Golden;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code snap ls} and {@code snap show} on real directories, whole and damaged. */
class SnapTest {

  @TempDir Path folder;

  private String stable(String out) {
    return out.replace(folder.toString(), "/tmp");
  }

  private static Path newest(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("member/snap"))) {
      return files
          .filter(file -> file.toString().endsWith(".snap"))
          .sorted()
          .reduce((first, second) -> second)
          .orElseThrow();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "etcd-3.4.23-single, data",
    "etcd-3.5.30-cluster3, m3",
    "etcd-3.7.1-upgraded-3.5.30-3.6.14, data",
  })
  void answersAsKept(String archive, String member) throws IOException {
    Path data = Archive.unpack(archive, folder).resolve(member);
    for (String form : new String[] {"text", "json"}) {
      String suffix = form.equals("text") ? ".txt" : ".json";
      Run ls = Run.drydock("snap", "ls", data, "-o", form);
      assertEquals(ExitCode.OK, ls.code(), ls.out() + ls.err());
      Golden.check("snap/ls-" + archive + suffix, stable(ls.out()));
      Run show = Run.drydock("snap", "show", newest(data), "-o", form);
      assertEquals(ExitCode.OK, show.code(), show.err());
      Golden.check("snap/show-" + archive + suffix, stable(show.out()));
    }
  }

  @Test
  void ofADirectoryTheOneIsShownThatAStartLoads() throws IOException {
    Path data = Archive.unpack("etcd-3.5.30-single", folder).resolve("data");
    Path newest = newest(data);
    assertEquals(
        Run.drydock("snap", "show", newest).out(), Run.drydock("snap", "show", data).out());
    Path foreign = newest.resolveSibling("00000000000000ff-00000000000000ff.snap");
    Files.copy(newest, foreign);
    assertTrue(Run.drydock("snap", "show", data).out().contains(newest.getFileName().toString()));
    try (Stream<Path> files = Files.list(newest.getParent())) {
      for (Path file : files.filter(each -> !each.endsWith("db")).toList()) {
        Files.delete(file);
      }
    }
    Run none = Run.drydock("snap", "show", data);
    assertEquals(ExitCode.FINDINGS, none.code());
    assertTrue(none.err().contains("no .snap file that a start would load"), none.err());
  }

  @Test
  void whatIsNotThereIsNamed() {
    Run ls = Run.drydock("snap", "ls", folder.resolve("nowhere"));
    assertEquals(ExitCode.IO, ls.code());
    assertTrue(ls.err().contains("nowhere: no such file or directory"), ls.err());
    Run show = Run.drydock("snap", "show", folder.resolve("nowhere.snap"));
    assertEquals(ExitCode.IO, show.code());
    assertTrue(show.err().contains("nowhere.snap: no such file or directory"), show.err());
    Run foreign = Run.drydock("snap", "ls", folder);
    assertEquals(ExitCode.IO, foreign.code());
    assertTrue(foreign.err().contains("is no etcd data directory"), foreign.err());
  }

  @ParameterizedTest
  @CsvSource({"member/wal, OK", "member/snap/db, OK", "member/snap, IO"})
  void aMemberInPartsIsListedAsFarAsItGoes(String part, ExitCode code) throws IOException {
    Path data = Archive.unpack("etcd-3.5.30-single", folder).resolve("data");
    Directories.delete(data.resolve(part));
    Run run = Run.drydock("snap", "ls", data);
    assertEquals(code, run.code(), run.out() + run.err());
    assertEquals(code == ExitCode.OK, run.out().contains(".snap"), run.out());
    if (code != ExitCode.OK) {
      assertTrue(run.err().contains(data.resolve(part).toString()), run.err());
    }
  }

  @Test
  void aDamagedSnapshotIsAFindingAndTheOneBeforeIsUsed() throws IOException {
    Path data = Archive.unpack("etcd-3.5.30-single", folder).resolve("data");
    Path file = newest(data);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    Run ls = Run.drydock("snap", "ls", data);
    assertEquals(ExitCode.FINDINGS, ls.code(), ls.out());
    String[] lines = ls.out().split("\n");
    assertTrue(lines[1].contains("unreadable") && !lines[1].contains("at start"), ls.out());
    assertTrue(lines[2].contains("ok") && lines[2].contains("at start"), ls.out());
    Run show = Run.drydock("snap", "show", file);
    assertEquals(ExitCode.FINDINGS, show.code());
    assertTrue(show.err().contains(file.toString()), show.err());
    assertFalse(show.err().contains("\tat "), show.err());
  }

  @Test
  void aDamagedDatabaseIsAFindingBesideTheList() throws IOException {
    Path data = Archive.unpack("etcd-3.5.30-single", folder).resolve("data");
    Files.write(data.resolve("member/snap/db"), new byte[16384]);
    Run run = Run.drydock("snap", "ls", data, "-o", "json");
    assertEquals(ExitCode.FINDINGS, run.code(), run.err());
    assertTrue(run.out().contains("\"code\": \"DB-DAMAGED\""), run.out());
    assertTrue(run.out().contains("\"used_at_start\": true"), run.out());
  }
}
