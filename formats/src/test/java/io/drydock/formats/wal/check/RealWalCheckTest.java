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
    for (Path archive : Testdata.archives()) {
      Path unpacked = Archive.unpack(archive, folder);
      try (Stream<Path> all = Files.walk(unpacked)) {
        for (Path wal : all.filter(path -> path.endsWith("member/wal")).sorted().toList()) {
          boolean isKilled = Files.exists(wal.resolve("0.tmp"));
          assertEquals(
              isKilled ? List.of("WAL-LEFTOVER") : List.of(),
              check(wal).stream().map(Finding::code).toList(),
              wal::toString);
        }
      }
    }
  }

  private static List<Finding> check(Path wal) throws IOException {
    var findings = new ArrayList<Finding>();
    WalCheck.run(WalDirectory.list(wal), WalCheck.Mode.STOPPED, findings::add);
    return findings;
  }
}
