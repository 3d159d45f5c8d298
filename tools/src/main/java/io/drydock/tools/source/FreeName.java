package io.drydock.tools.source;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A name that a file gets only when nothing has it. */
public final class FreeName {

  private FreeName() {}

  /**
   * Renames; durable when the folders are synced.
   *
   * <p>One step, where system and file system have it ({@code renameat2} with {@code
   * RENAME_NOREPLACE}: Linux since 3.15 with ext4, XFS, Btrfs and tmpfs). Elsewhere, as on NFS, the
   * name is linked and the old one deleted, which an end of the program may part; and where there
   * are no links either, as on many FUSE file systems and FAT, it is looked whether the name is
   * free.
   *
   * @throws FileAlreadyExistsException when something has the name, be it a link to nowhere; both
   *     stay as they are
   * @throws IOException when it cannot be renamed
   */
  public static void give(Path from, Path to) throws IOException {
    int result = SystemCalls.find().map(call -> call.renameToFree(from, to)).orElse(-1);
    if (result != 0) {
      link(from, to);
    }
  }

  /** The second way; tells, too, what went wrong in the first one. */
  static void link(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (FileAlreadyExistsException taken) {
      throw taken;
    } catch (FileSystemException | UnsupportedOperationException noLinks) {
      rename(from, to);
      return;
    }
    Files.delete(from);
  }

  /** The last way. */
  static void rename(Path from, Path to) throws IOException {
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }
}
