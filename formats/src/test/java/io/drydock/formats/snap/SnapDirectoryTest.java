package io.drydock.formats.snap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.formats.raft.LogPosition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapDirectoryTest {

  @TempDir Path folder;

  @Test
  void everyFileIsToldByItsName() throws Exception {
    file("0000000000000002-0000000000000065.snap", 3);
    file("0000000000000002-0000000000000066.snap.broken", 4);
    file("0000000000000067.snap.db", 5);
    file("2-65.snap", 6);
    file("db", 7);
    file("db.imported", 2);
    file("db.tmp.123", 8);
    file("notes", 9);
    file("tmp123", 10);
    Files.createDirectory(folder.resolve("zone"));

    var name = new SnapFileName(new LogPosition(2, 0x65));
    assertEquals(
        List.of(
            new SnapItem.RaftSnapshot(folder.resolve(name.toString()), 3, name),
            new SnapItem.BrokenSnapshot(
                folder.resolve("0000000000000002-0000000000000066.snap.broken"), 4),
            new SnapItem.ReceivedBackend(folder.resolve("0000000000000067.snap.db"), 5, 0x67),
            new SnapItem.OddSnapshot(folder.resolve("2-65.snap"), 6),
            new SnapItem.Backend(folder.resolve("db"), 7),
            new SnapItem.ImportedBackend(folder.resolve("db.imported"), 2),
            new SnapItem.DefragLeftover(folder.resolve("db.tmp.123"), 8),
            new SnapItem.Foreign(folder.resolve("notes"), 9, false),
            new SnapItem.PartialReceive(folder.resolve("tmp123"), 10),
            new SnapItem.Foreign(folder.resolve("zone"), 0, true)),
        SnapDirectory.list(folder).items());
  }

  @Test
  void raftSnapshotsComeNewestFirst() throws Exception {
    file("0000000000000002-00000000000000ff.snap", 1);
    file("0000000000000003-0000000000000001.snap", 1);
    file("0000000000000002-0000000000000065.snap", 1);

    assertEquals(
        List.of(new LogPosition(3, 1), new LogPosition(2, 0xff), new LogPosition(2, 0x65)),
        SnapDirectory.list(folder).raftSnapshots().stream()
            .map(item -> item.name().position())
            .toList());
  }

  private void file(String name, int bytes) throws Exception {
    Files.write(folder.resolve(name), new byte[bytes]);
  }
}
