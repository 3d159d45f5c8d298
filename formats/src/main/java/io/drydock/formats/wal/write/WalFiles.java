package io.drydock.formats.wal.write;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * What {@link WalWriter} asks of a file system to make a WAL: each method is one operation that can
 * fail, and between any two a process can die.
 */
public interface WalFiles {

  /**
   * Makes a file of that many zeros, in place of one of that name, and opens it at its start; locks
   * it where a server could find it.
   *
   * @throws IOException when it cannot be made, or somebody holds a lock on it
   */
  WalFile create(Path file, long bytes) throws IOException;

  /** Makes a folder that only its owner may enter. */
  void createFolder(Path folder) throws IOException;

  /** Removes a folder with the plain files in it; nothing when there is none. */
  void deleteFolder(Path folder) throws IOException;

  /** Gives a file or folder another name, at once; what has that name already is replaced. */
  void rename(Path from, Path to) throws IOException;

  /** Makes the names in a folder durable. */
  void syncFolder(Path folder) throws IOException;

  /** A segment that is written. */
  interface WalFile extends Closeable {

    /** Writes all of the bytes at the current offset, and steps behind them. */
    void write(ByteBuffer bytes) throws IOException;

    /** Where the next write goes. */
    long offset();

    /** Cuts the file off at the current offset. */
    void truncate() throws IOException;

    /** Makes the file that long, with zeros, unless it is longer. */
    void extend(long bytes) throws IOException;

    /** Makes all that was written durable. */
    void sync() throws IOException;
  }
}
