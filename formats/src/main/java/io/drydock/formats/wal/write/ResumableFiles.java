package io.drydock.formats.wal.write;

import java.io.IOException;
import java.nio.file.Path;

/** What a server asks of a file system to go on with a log that is there, and to clear it up. */
public interface ResumableFiles extends WalFiles {

  /** The real file system: files are 0600, folders 0700, locks are POSIX's. */
  static ResumableFiles onDisk() {
    return new DiskFiles();
  }

  /**
   * Opens a file for writing at an offset and locks it.
   *
   * @throws IOException when it cannot be opened, or somebody holds a lock on it
   */
  WalFile open(Path file, long offset) throws IOException;

  /** Removes a file; nothing when there is none. */
  void delete(Path file) throws IOException;
}
