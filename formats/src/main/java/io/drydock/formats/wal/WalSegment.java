package io.drydock.formats.wal;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/**
 * A segment file of a WAL directory.
 *
 * @param path the file
 * @param name what its name says
 * @param bytes its size; of the newest segment that is what was preallocated
 * @param modified when it was last written: the only trace of time in a WAL
 */
public record WalSegment(Path path, WalFileName name, long bytes, FileTime modified)
    implements Comparable<WalSegment> {

  /** Size that a segment is preallocated with, and at which it is cut: 64,000,000. */
  public static final long NOMINAL_BYTES = 64_000_000;

  /** By file name as text, which is how etcd sorts them. */
  @Override
  public int compareTo(WalSegment other) {
    return path.getFileName().toString().compareTo(other.path.getFileName().toString());
  }
}
