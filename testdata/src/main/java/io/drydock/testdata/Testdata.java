package io.drydock.testdata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the kept bytes are: the folder {@code testdata/} of the source tree. */
public final class Testdata {
  /** The system property that names the root of the source tree; the build sets it for tests. */
  public static final String ROOT_PROPERTY = "drydock.root";

  private static final String ARCHIVE_SUFFIX = ".tar.zst";

  private Testdata() {}

  /**
   * The root of the source tree.
   *
   * @throws IllegalStateException when the system property {@value #ROOT_PROPERTY} is not set
   */
  public static Path root() {
    var root = System.getProperty(ROOT_PROPERTY);
    if (root == null) {
      throw new IllegalStateException(
          "system property " + ROOT_PROPERTY + " must name the root of the source tree");
    }
    return Path.of(root).toAbsolutePath();
  }

  /** The folder {@code testdata/}. */
  public static Path folder() {
    return root().resolve("testdata");
  }

  /**
   * Every kept archive, sorted by path: {@code testdata/<producer>/<name>.tar.zst}.
   *
   * @throws IOException when the folder cannot be listed
   */
  public static List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.walk(folder(), 2)) {
      return files.filter(file -> file.toString().endsWith(ARCHIVE_SUFFIX)).sorted().toList();
    }
  }

  /**
   * The archive of this name, such as {@code etcd-3.6.14-single}; names are unique in the tree.
   *
   * @throws NoSuchFileException when there is none; the message lists those there are
   * @throws IOException when the folder cannot be listed
   */
  public static Path archive(String name) throws IOException {
    var archives = archives();
    return archives.stream()
        .filter(file -> file.getFileName().toString().equals(name + ARCHIVE_SUFFIX))
        .findFirst()
        .orElseThrow(() ->
            new NoSuchFileException(
                folder().toString(),
                null,
                "no archive "
                    + name
                    + "; there are "
                    + archives.stream().map(Testdata::name).toList()));
  }

  /** The name of an archive file without its suffix; also the one folder inside it. */
  static String name(Path archive) {
    var file = archive.getFileName().toString();
    return file.substring(0, file.length() - ARCHIVE_SUFFIX.length());
  }
}
