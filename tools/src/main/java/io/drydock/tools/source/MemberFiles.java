package io.drydock.tools.source;

import io.drydock.formats.bytes.ByteSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opens single files of a member that no server changes once they are there. */
public final class MemberFiles {

  private MemberFiles() {}

  /**
   * Maps a {@code .snap} file.
   *
   * @throws NoSuchFileException when it is gone: a running server purges old ones
   * @throws IOException when it cannot be opened or mapped
   */
  public static ByteSource open(Path file) throws IOException {
    return ByteSource.map(file);
  }

  /** True when this is not one file but a folder of them. */
  public static boolean isDirectory(Path path) {
    return Files.isDirectory(path);
  }
}
