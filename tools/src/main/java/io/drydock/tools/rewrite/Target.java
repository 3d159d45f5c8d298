package io.drydock.tools.rewrite;

import io.drydock.tools.write.PartPath;
import java.nio.file.Path;
import java.util.Optional;

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
}
