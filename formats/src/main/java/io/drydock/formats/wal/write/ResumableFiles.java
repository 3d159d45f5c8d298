package io.drydock.formats.wal.write;

import java.io.IOException;
import java.nio.file.Path;

/** What {@link WalWriter} asks of a file system to go on with a WAL that is there. */
interface ResumableFiles extends WalFiles {

  /**
   * Opens a file for writing at an offset and locks it.
   *
   * @throws IOException when it cannot be opened, or somebody holds a lock on it
   */
  WalFile open(Path file, long offset) throws IOException;
}
