package io.drydock.formats.testing;

import io.drydock.testdata.Archive;
import io.drydock.testdata.Directories;
import io.drydock.testdata.Testdata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The kept archives, unpacked once under {@code formats/target} for all tests that only read them.
 */
public final class RealDirectories {

  private static final String SUFFIX = ".tar.zst";

  private RealDirectories() {}

  /** The unpacked archive of this name; not to be written to. */
  public static Path unpacked(String name) {
    Path all = Testdata.root().resolve("formats/target/real-directories");
    Path done = all.resolve(name);
    if (Files.isDirectory(done)) {
      return done;
    }
    try {
      Files.createDirectories(all);
      Path place = Files.createTempDirectory(all, "unpacking");
      move(Archive.unpack(name, place), done);
      return done;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Every file of every archive whose name ends so, sorted by path. */
  public static List<Path> files(String suffix) {
    List<Path> found = new ArrayList<>();
    try {
      for (Path archive : Testdata.archives()) {
        String file = archive.getFileName().toString();
        String name = file.substring(0, file.length() - SUFFIX.length());
        try (Stream<Path> files = Files.walk(unpacked(name))) {
          files.filter(path -> path.toString().endsWith(suffix)).forEach(found::add);
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    found.sort(Comparator.naturalOrder());
    return found;
  }

  /** When two runs of tests do it at once, the first one's is as good. */
  private static void move(Path fresh, Path done) throws IOException {
    try {
      Files.move(fresh, done);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException taken) {
      Directories.delete(fresh);
    }
    Files.delete(fresh.getParent());
  }
}
