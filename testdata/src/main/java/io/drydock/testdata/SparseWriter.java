package io.drydock.testdata;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Writes a new file and leaves a hole for every block of zeros: etcd preallocates its WAL segments
 * to 64,000,000 bytes, of which a test directory fills few.
 */
final class SparseWriter {
  /** Hole size: the block of the usual file systems. */
  static final int BLOCK_BYTES = 4096;

  private static final byte[] ZEROS = new byte[BLOCK_BYTES];

  private SparseWriter() {}

  /**
   * Copies the whole stream into a new file.
   *
   * @return bytes copied, holes included: the length of the file
   * @throws IOException when the file exists or reading or writing fails
   */
  static long copy(InputStream from, Path to) throws IOException {
    try (var channel =
        FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var block = new byte[BLOCK_BYTES];
      long offset = 0;
      boolean endsInHole = false;
      for (int read = from.readNBytes(block, 0, BLOCK_BYTES);
          read > 0;
          read = from.readNBytes(block, 0, BLOCK_BYTES)) {
        endsInHole = isZero(block, read);
        if (!endsInHole) {
          writeFully(channel, ByteBuffer.wrap(block, 0, read), offset);
        }
        offset += read;
      }
      if (endsInHole) {
        writeFully(channel, ByteBuffer.allocate(1), offset - 1);
      }
      return offset;
    }
  }

  private static boolean isZero(byte[] block, int length) {
    return Arrays.mismatch(block, 0, length, ZEROS, 0, length) < 0;
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes, long offset)
      throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }
}
