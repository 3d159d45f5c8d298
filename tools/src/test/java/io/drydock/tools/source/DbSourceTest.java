package io.drydock.tools.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which file a folder stands for. */
class DbSourceTest {

  @TempDir Path folder;

  @Test
  void theNearestDatabaseIsMeant() throws IOException {
    Path snap = Files.createDirectories(folder.resolve("member/snap"));
    Path db = Files.createFile(snap.resolve("db"));
    for (Path named : new Path[] {folder, folder.resolve("member"), snap, db}) {
      assertEquals(db, DbSource.locate(named));
    }
    Files.createFile(folder.resolve("snap"));
    assertEquals(db, DbSource.locate(folder));
  }

  @Test
  void whatCannotBeLookedAtIsNotMissing() throws IOException {
    Path snap = Files.createDirectories(folder.resolve("member/snap"));
    var none = assertThrows(IOException.class, () -> DbSource.locate(folder));
    assertTrue(none.getMessage().contains("no database here"), none.getMessage());
    Files.createSymbolicLink(snap.resolve("db"), Path.of("db"));
    var loop = assertThrows(FileSystemException.class, () -> DbSource.locate(folder));
    assertEquals(snap.resolve("db").toString(), loop.getFile());
  }
}
