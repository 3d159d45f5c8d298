package io.drydock.node.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirLockTest {

  @TempDir Path folder;

  @Test
  void aSecondServerIsTurnedAwayWithOneSentence() throws Exception {
    StorageOptions options = Folders.small(folder);
    Path member = folder.resolve("member");
    var lock = DataDirLock.acquire(member, options.walFolder());
    var inUse =
        assertThrows(
            DataDirInUseException.class, () -> DataDirLock.acquire(member, options.walFolder()));
    assertEquals(
        member + ": in use by a running server; stop that one, or name another --data-dir",
        inUse.getMessage());
    lock.close();
    DataDirLock.acquire(member, options.walFolder()).close();
  }

  @Test
  void aLogThatIsWrittenIsInUse() throws Exception {
    StorageOptions options = Folders.small(folder);
    Path member = folder.resolve("member");
    try (RaftStorage storage = new StorageBoot(options).create(Folders.bootstrap()).storage()) {
      assertEquals(1, storage.log().lastIndex());
      assertThrows(
          DataDirInUseException.class, () -> DataDirLock.acquire(member, options.walFolder()));
    }
    DataDirLock.acquire(member, options.walFolder()).close();
  }
}
