package io.drydock.tools.source;

import java.io.IOException;
import java.nio.file.Path;

/** Two names of one file system that change places at once. */
public final class Swap {

  private Swap() {}

  /**
   * Gives each the name of the other: at no moment is one of the names free. Durable when the
   * folders are synced.
   *
   * @throws IOException when one is not there, or the system or file system has no such operation
   *     (Linux since 3.15 with ext4, XFS, Btrfs and tmpfs has; NFS has not)
   */
  public static void names(Path one, Path other) throws IOException {
    int result = SystemCalls.find().map(call -> call.exchange(one, other)).orElse(-1);
    if (result != 0) {
      throw new IOException(
          one
              + ": cannot change places with "
              + other.getFileName()
              + " at once on this system, file system or mount point; use --out");
    }
  }
}
