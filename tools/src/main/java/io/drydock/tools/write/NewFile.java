package io.drydock.tools.write;

import io.drydock.formats.FormatException;
import io.drydock.tools.UsageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A file that a command makes, and that was not there before.
 *
 * @param path as named by {@code --out}
 */
public record NewFile(Path path) {

  /**
   * Makes sure that it can be made.
   *
   * @throws UsageException when there is something, be it a link to nowhere, or its folder does not
   *     exist
   */
  public NewFile {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new UsageException("--out " + path + ": there is something already");
    }
    if (!Files.isDirectory(folder(path))) {
      throw new UsageException(
          "--out " + path + ": the folder " + folder(path) + " does not exist");
    }
  }

  /** The folder that holds its name. */
  public Path folder() {
    return folder(path);
  }

  private static Path folder(Path file) {
    return file.toAbsolutePath().getParent();
  }

  /** Bytes that are free on its disk. */
  public long room() throws IOException {
    return Files.getFileStore(folder()).getUsableSpace();
  }

  /** Makes the file under another name; durable when it returns. */
  @FunctionalInterface
  public interface Making<T> {
    /** Makes it. */
    T make(Path part) throws IOException, FormatException;
  }

  /**
   * Makes the file; it has its name, durably, only when it is whole.
   *
   * @throws IOException as {@link PartPath#workOn}, or when something came to its name meanwhile
   * @throws FormatException as the making
   */
  public <T> T make(FileOps ops, Making<T> making) throws IOException, FormatException {
    Path part = PartPath.of(path);
    return PartPath.workOn(
        part,
        ops,
        () -> {
          T made = making.make(part);
          try {
            ops.renameToFree(part, path);
          } catch (FileAlreadyExistsException taken) {
            throw new FileAlreadyExistsException(
                path.toString(), null, "came to be while this run worked; it was left alone");
          }
          ops.syncFolder(folder());
          return made;
        });
  }
}
