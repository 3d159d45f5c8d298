package io.drydock.tools.rewrite;

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

  /** Suffix of what is not finished. */
  static final String PART = ".drydock-part";

  static Target file(Path path) {
    return new Target(path, part(path), Optional.empty(), false);
  }

  static Target directory(Path path) {
    return new Target(path, part(path), Optional.empty(), true);
  }

  static Target inPlace(Path file, Path aside) {
    return new Target(file, part(file), Optional.of(aside), false);
  }

  private static Path part(Path path) {
    return path.toAbsolutePath().getParent().resolve(path.getFileName() + PART);
  }

  /** The folder that holds the final name. */
  Path folder() {
    return finalPath.toAbsolutePath().getParent();
  }
}
