package io.drydock.tools.db.salvage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.tools.ExitCode;
import io.drydock.tools.Golden;
import io.drydock.tools.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a database without its third leaf, its last, and half of another page. */
class SalvageGoldenTest {

  @TempDir Path folder;

  private Path broken() throws Exception {
    var pages = new DbPages(SalvageTest.kept("etcd-3.7.1-single"));
    int[] leaves = pages.children(pages.keyRoot());
    byte[] bytes = pages.without(leaves[2], leaves[leaves.length - 1]);
    return Files.write(folder.resolve("broken.db"), bytes);
  }

  private void check(String name, Object... more) throws Exception {
    Path broken = broken();
    Object[] words = new Object[more.length + 3];
    words[0] = "db";
    words[1] = "salvage";
    words[2] = broken;
    System.arraycopy(more, 0, words, 3, more.length);
    Run run = Run.drydock(words);
    assertEquals(ExitCode.FINDINGS, run.code(), run.err());
    String free = "(\"bytes_available\": )[0-9]+|of [0-9.]+ [KMGT]iB free";
    Golden.check("db/" + name, run.out().replace(folder + "/", "").replaceAll(free, "$1…"));
  }

  @Test
  void text() throws Exception {
    check("salvage.txt", "--out", folder.resolve("saved.db"));
  }

  @Test
  void json() throws Exception {
    check("salvage.json", "--out", folder.resolve("saved.db"), "-o", "json");
  }

  @Test
  void plan() throws Exception {
    check("salvage-plan.txt", "--dry-run");
    check("salvage-plan.json", "--dry-run", "-o", "json");
  }
}
