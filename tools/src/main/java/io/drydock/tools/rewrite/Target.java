package io.drydock.tools.rewrite;

import io.drydock.tools.write.PartPath;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the result goes.
 *
 * @param finalPath name of the new file or directory when all is done
 * @param partPath name of it until then, in the same folder; an earlier one was interrupted
 * @param aside the old file's second name; only when it is replaced in place
 * @param isDirectory a whole data directory is written, not only a database
 */
record Target(Path finalPath, Path partPath, Optional<Path> aside, boolean isDirectory) {

  static Target file(Path path) {
    return new Target(path, PartPath.of(path), Optional.empty(), false);
  }

  static Target directory(Path path) {
    return new Target(path, PartPath.of(path), Optional.empty(), true);
  }

  static Target inPlace(Path file, Path aside) {
    return new Target(file, PartPath.of(file), Optional.of(aside), false);
  }

  /** The folder that holds the final name. */
  Path folder() {
    return finalPath.toAbsolutePath().getParent();
  }

  /**
   * Makes sure that nothing came to the final name while the work was done.
   *
   * @throws FileAlreadyExistsException when something did
   */
  void requireStillFree() throws IOException {
    if (aside.isEmpty() && !isFree(finalPath)) {
      throw new FileAlreadyExistsException(
          finalPath.toString(), null, "came to be while this run worked; it was left alone");
    }
  }

  /** True for a name that is not taken, or an empty folder. */
  static boolean isFree(Path path) throws IOException {
    if (!Files.exists(path)) {
      return true;
    }
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.findAny().isEmpty();
    }
  }
}
