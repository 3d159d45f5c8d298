package io.drydock.testdata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Gives a file other content, thousands of times in a test. */
public final class Overwriting {
  private Overwriting() {}

  /**
   * Replaces the content of a file, or makes the file. It is not made empty first: some file
   * systems write such a file to the disk when it is closed, and that takes milliseconds.
   *
   * @throws IOException when it cannot be written
   */
  public static void overwrite(Path file, byte[] bytes) throws IOException {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      var left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.truncate(bytes.length);
    }
  }
}
