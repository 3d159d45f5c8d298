package io.drydock.formats.datadir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.datadir.MemberDirectory.Kind;
import io.drydock.formats.datadir.MemberDirectory.Other;
import io.drydock.formats.testing.RealDirectories;
import io.drydock.formats.wal.WalDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MemberDirectoryTest {

  @TempDir Path folder;

  @Test
  void realDirectoryIsWholeWhetherNamedByItselfOrByItsMember() throws Exception {
    Path data = RealDirectories.unpacked("etcd-3.7.1-cluster3").resolve("m2");
    var directory = MemberDirectory.list(data);

    assertEquals(directory, MemberDirectory.list(data.resolve("member")));
    assertEquals(List.of(), directory.missing());
    assertEquals(List.of(), directory.others());
    assertEquals(1, directory.wal().orElseThrow().segments().size());
    assertEquals(
        List.of(WalDirectory.Kind.NEXT_SEGMENT),
        directory.wal().orElseThrow().ignored().stream().map(WalDirectory.Ignored::kind).toList());
    assertEquals(7, directory.snap().orElseThrow().raftSnapshots().size());
    assertEquals(data.resolve("member/snap/db"), directory.backendPath());
  }

  @Test
  void whatLiesAroundIsTold() throws Exception {
    folders("member/wal", "member/snap", "member/wal.tmp", "member/wal.broken.20261121.101010.1");
    folders("member/kept", "notes");
    Files.createFile(folder.resolve("member").resolve(MemberDirectory.LOCK));

    assertEquals(
        List.of(
            new Other(folder.resolve("member/kept"), Kind.FOREIGN),
            new Other(folder.resolve("member/wal.broken.20261121.101010.1"), Kind.WAL_SET_ASIDE),
            new Other(folder.resolve("member/wal.tmp"), Kind.WAL_IN_CREATION),
            new Other(folder.resolve("notes"), Kind.FOREIGN)),
        MemberDirectory.list(folder).others());
  }

  @Test
  void missingPartsAreNamed() throws Exception {
    folders("member/snap");
    var directory = MemberDirectory.list(folder);

    assertTrue(directory.wal().isEmpty());
    assertEquals(
        List.of(folder.resolve("member/wal"), folder.resolve("member/snap/db")),
        directory.missing());
    folders("other/member/wal");
    assertEquals(
        List.of(folder.resolve("other/member/wal"), folder.resolve("other/member/snap")),
        MemberDirectory.list(folder.resolve("other")).missing());
  }

  @Test
  void logElsewhereIsUsedInsteadOfTheOneInside() throws Exception {
    folders("data/member/snap", "data/member/wal", "fast");
    Files.write(folder.resolve("fast/0000000000000000-0000000000000000.wal"), new byte[8]);
    var elsewhere = Optional.of(folder.resolve("fast"));
    var directory = MemberDirectory.list(folder.resolve("data"), elsewhere);

    assertEquals(folder.resolve("fast"), directory.walPath());
    assertEquals(1, directory.wal().orElseThrow().segments().size());
    assertEquals(
        List.of(new Other(folder.resolve("data/member/wal"), Kind.UNUSED_WAL)), directory.others());
  }

  @Test
  void logElsewhereMustBeThere() throws Exception {
    folders("member/snap");
    var nowhere = Optional.of(folder.resolve("fast"));

    assertThrows(NoSuchFileException.class, () -> MemberDirectory.list(folder, nowhere));
  }

  @Test
  void whatIsNoDataDirectorySaysWhatIsMissing() throws Exception {
    folders("empty", "data/member/snap");
    Path file = Files.write(folder.resolve("data/member/snap/db"), new byte[1]);

    assertEquals(
        folder.resolve("empty")
            + " is no etcd data directory: neither member/ nor wal/ or snap/"
            + " is in it",
        failure(folder.resolve("empty")).getMessage());
    assertEquals(file + " is no etcd data directory: it is a file", failure(file).getMessage());
    assertEquals(
        file.getParent()
            + " is no etcd data directory: neither member/ nor wal/ or snap/ is in"
            + " it; it is a part of "
            + folder.resolve("data"),
        failure(file.getParent()).getMessage());
    assertThrows(NoSuchFileException.class, () -> MemberDirectory.list(folder.resolve("none")));
  }

  private static NotADataDirectoryException failure(Path given) {
    return assertThrows(NotADataDirectoryException.class, () -> MemberDirectory.list(given));
  }

  private void folders(String... names) throws IOException {
    for (String name : names) {
      Files.createDirectories(folder.resolve(name));
    }
  }
}
