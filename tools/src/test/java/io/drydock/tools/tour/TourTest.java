package io.drydock.tools.tour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TourTest {

  @TempDir Path folder;

  @Test
  void everyStepEndsWellAndTheResultIsWhatEtcdItselfKeeps() {
    Path into = folder.resolve("tour");
    Run run = Run.drydock("tour", "--plain", "--without-node", "--into", into);
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().contains("NOSPACE"), run.out());
    assertTrue(run.out().contains("The same: record for record what etcd itself keeps."));
    assertTrue(Files.isRegularFile(into.resolve("compacted/member/snap/db")));
    assertTrue(Files.isRegularFile(into.resolve("prod-etcd-1/data/member/snap/db")));
    assertTrue(run.out().chars().noneMatch(c -> c == 0x1b), "no escapes in a log");
  }

  @Test
  void aFolderThatIsInUseIsRefusedAndUntouched() throws Exception {
    Files.writeString(folder.resolve("mine"), "x");
    Run run = Run.drydock("tour", "--into", folder);
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("there is something already"), run.err());
    try (var entries = Files.list(folder)) {
      assertEquals(1, entries.count());
    }
  }
}
