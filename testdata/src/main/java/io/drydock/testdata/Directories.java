package io.drydock.testdata;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Whole folders: etcd's data directories, whose files are mostly preallocated zeros. */
public final class Directories {
  private Directories() {}

  /**
   * Copies a folder with all it holds; blocks of zeros become holes, permissions and times of files
   * are kept.
   *
   * @param to where the copy goes; must not exist, its parent must
   * @return {@code to}
   * @throws IOException when reading or writing fails
   */
  public static Path copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            var target = to.resolve(from.relativize(folder).toString());
            Files.createDirectory(target);
            Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(folder));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            var target = to.resolve(from.relativize(file).toString());
            try (var bytes = Files.newInputStream(file)) {
              SparseWriter.copy(bytes, target);
            }
            Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(file));
            Files.setLastModifiedTime(target, attributes.lastModifiedTime());
            return FileVisitResult.CONTINUE;
          }
        });
    return to;
  }

  /**
   * Deletes a folder with all it holds; nothing when there is none.
   *
   * @throws IOException when something cannot be deleted
   */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
