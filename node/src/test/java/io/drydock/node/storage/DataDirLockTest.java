package io.drydock.node.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirLockTest {

  @TempDir Path folder;

  @Test
  void aSecondServerIsTurnedAwayWithOneSentence() throws Exception {
    StorageOptions options = Folders.small(folder);
    Path member = folder.resolve("member");
    assertEquals(Optional.empty(), DataDirLock.takeExisting(member, options.walFolder()));
    var lock = DataDirLock.takeNew(member, options.walFolder());
    var inUse =
        assertThrows(
            DataDirInUseException.class,
            () -> DataDirLock.takeExisting(member, options.walFolder()));
    assertEquals(
        member + ": in use by a running server; stop that one, or name another --data-dir",
        inUse.getMessage());
    assertThrows(
        DataDirInUseException.class, () -> DataDirLock.takeNew(member, options.walFolder()));
    lock.close();
    DataDirLock.takeExisting(member, options.walFolder()).orElseThrow().close();
  }

  @Test
  void aLogThatIsWrittenIsInUse() throws Exception {
    StorageOptions options = Folders.small(folder);
    Path member = folder.resolve("member");
    try (RaftStorage storage = new StorageBoot(options).create(Folders.bootstrap()).storage()) {
      assertEquals(1, storage.log().lastIndex());
      assertThrows(
          DataDirInUseException.class, () -> DataDirLock.takeExisting(member, options.walFolder()));
    }
    assertEquals(Optional.empty(), DataDirLock.takeExisting(member, options.walFolder()));
  }
}
