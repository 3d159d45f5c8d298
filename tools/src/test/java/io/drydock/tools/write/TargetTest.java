package io.drydock.tools.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.tools.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which places are refused before any work is done, and which names the others get. */
class TargetTest {

  @TempDir Path folder;

  private void refused(Path out, String why) {
    var refusal =
        assertThrows(UsageException.class, () -> Target.requireUsable(out, List.of(source())));
    assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
  }

  private Path source() {
    return folder.resolve("source");
  }

  @Test
  void whatCannotGetTheNameIsRefusedAtOnce() throws IOException {
    Path empty = Files.createDirectories(source().resolve("empty"));
    Path free = Files.createDirectory(folder.resolve("free"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), free);
    Path nowhere = Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("none"));
    refused(link, "a link");
    refused(nowhere, "a link");
    refused(source(), "something already");
    refused(empty, "which is only read");
    refused(source().resolve("new"), "which is only read");
    refused(link.resolve("../source/empty/."), "which is only read");
    refused(folder.resolve("none/new"), "does not exist");
    Target.requireUsable(free, List.of(source()));
    Target.requireUsable(link.resolve("new"), List.of(source()));
    var taken = assertThrows(UsageException.class, () -> new NewFile(nowhere));
    assertTrue(taken.getMessage().contains("something already"), taken.getMessage());
  }

  /** Nothing can be renamed to a dot. */
  @Test
  void aFolderNamedByDotsHasItsOwnName() throws IOException {
    Path free = Files.createDirectory(folder.resolve("free")).toRealPath();
    Path inside = Files.createDirectory(free.resolve("inside"));
    for (Path named : List.of(free.resolve("."), inside.resolve(".."))) {
      Target target = Target.directory(named);
      assertEquals(free, target.finalPath());
      assertEquals(free.resolveSibling("free.drydock-part"), target.partPath());
    }
    assertEquals(folder.resolve("new"), Target.directory(folder.resolve("new")).finalPath());
  }
}
