package io.drydock.tools.write;

import io.drydock.formats.FormatException;
import io.drydock.tools.UsageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where the page goes: written beside, made durable, then named, so that what has the name is
 * whole.
 */
public final class WholeFile {

  private final Path file;
  private final boolean isReplaced;
  private final FileOps ops;

  private WholeFile(Path file, boolean isReplaced, FileOps ops) {
    this.file = file;
    this.isReplaced = isReplaced;
    this.ops = ops;
  }

  /**
   * Looks before the work begins whether the file may be written.
   *
   * @throws UsageException when it exists and is not to be replaced, or is no regular file: a link
   *     is left to whoever made it, what it leads to may be named instead
   * @throws IOException when its folder does not exist
   */
  public static WholeFile at(Path file, boolean isReplaced, FileOps ops) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new UsageException("-o " + file + ": a folder; expected a file");
    }
    if (Files.isSymbolicLink(file)) {
      throw new UsageException("-o " + file + ": a link; name the file that it leads to");
    }
    if (Files.exists(file) && !isReplaced) {
      throw exists(file);
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new UsageException("-o " + file + ": no regular file; -o - writes to stdout");
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw new NoSuchFileException(String.valueOf(folder));
    }
    return new WholeFile(file, isReplaced, ops);
  }

  private static UsageException exists(Path file) {
    return new UsageException("-o " + file + ": exists already; --replace replaces it");
  }

  /**
   * Writes all of it; durable on return.
   *
   * @throws IOException when it cannot be written, or another run is writing it; nothing is left
   *     then
   * @throws UsageException when something came to its name meanwhile
   * @throws FormatException never
   */
  public void write(byte[] content) throws IOException, FormatException {
    Path part = PartPath.of(file);
    boolean isNamed =
        PartPath.workOn(
            part,
            ops,
            () -> {
              fill(part, content);
              return name(part);
            });
    if (!isNamed) {
      throw exists(file);
    }
  }

  private void fill(Path part, byte[] content) throws IOException {
    try (FileChannel out = ops.create(part)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
  }

  /** False when the name is taken. */
  private boolean name(Path part) throws IOException {
    try {
      if (isReplaced) {
        ops.rename(part, file);
      } else {
        ops.renameToFree(part, file);
      }
    } catch (FileAlreadyExistsException meanwhile) {
      PartPath.remove(part, ops);
      return false;
    }
    ops.syncFolder(part.getParent());
    return true;
  }
}
