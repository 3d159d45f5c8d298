package io.drydock.formats.rocks;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory of rows that is being made, beside the place where it will be: under the name of that
 * place with {@code .new} behind it. What a crash left there is removed by the next who comes.
 */
public final class FreshDirectory implements AutoCloseable {

  /** What its name has behind that of the place. */
  public static final String SUFFIX = ".new";

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path target;
  private final Path path;

  private FreshDirectory(Path target, Path path) {
    this.target = target;
    this.path = path;
  }

  /**
   * Makes an empty one; what an earlier one left is removed first.
   *
   * @throws FileAlreadyExistsException when there is something in the place
   * @throws IOException when it cannot be made
   */
  public static FreshDirectory beside(Path target) throws IOException {
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path path = target.resolveSibling(target.getFileName() + SUFFIX);
    remove(path);
    Files.createDirectory(path, OWNER_ONLY);
    return new FreshDirectory(target, path);
  }

  /** Where to write. */
  public Path path() {
    return path;
  }

  /** Marks it as complete, so that it can be read for a last look. */
  public void seal() throws IOException {
    KvDirectory.mark(path);
  }

  /** Gives it its name, durably. */
  public void install() throws IOException {
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
    KvDirectory.sync(target.toAbsolutePath().getParent());
  }

  /** Removes it unless it was installed. */
  @Override
  public void close() throws IOException {
    remove(path);
  }

  /** Removes a directory of rows with all that is in it, if it is there. */
  public static void remove(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> found = Files.walk(folder)) {
      deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      Files.delete(each);
    }
  }
}
