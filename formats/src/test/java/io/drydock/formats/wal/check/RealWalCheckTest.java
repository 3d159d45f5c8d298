package io.drydock.formats.wal.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.formats.Finding;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.testdata.Archive;
import io.drydock.testdata.Testdata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kept directories of real etcd are sound, and the check leaves them as they are. */
final class RealWalCheckTest {

  @TempDir Path folder;

  @Test
  void realDirectoriesHaveNoFindingsButAKilledServersLeftover() throws IOException {
    var found = new ArrayList<String>();
    for (Path archive : Testdata.archives()) {
      Path unpacked = Archive.unpack(archive, folder);
      try (Stream<Path> all = Files.walk(unpacked)) {
        for (Path wal : all.filter(path -> path.endsWith("member/wal")).sorted().toList()) {
          for (Finding finding : check(wal)) {
            found.add(finding.code() + " " + folder.relativize(Path.of(finding.at().file())));
          }
        }
      }
    }
    assertEquals(
        List.of(
            "WAL-LEFTOVER etcd-3.6.14-cluster3/m2/member/wal/0.tmp",
            "WAL-LEFTOVER etcd-3.7.1-cluster3/m2/member/wal/0.tmp"),
        found);
  }

  private static List<Finding> check(Path wal) throws IOException {
    var findings = new ArrayList<Finding>();
    WalCheck.run(WalDirectory.list(wal), WalCheck.Mode.STOPPED, findings::add);
    return findings;
  }
}
