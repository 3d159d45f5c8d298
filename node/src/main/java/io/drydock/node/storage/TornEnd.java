package io.drydock.node.storage;

import io.drydock.formats.wal.WalTail;
import io.drydock.formats.wal.write.ResumableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Mends the end of a log whose last write did not get to its end: keeps a copy of the segment as
 * {@code NAME.broken} and cuts the segment off where the last whole record ends, as etcd's {@code
 * wal.Repair} does it (3.4 to 3.7). What is cut off was never acknowledged.
 */
final class TornEnd {

  private static final int CHUNK_BYTES = 1 << 20;

  private TornEnd() {}

  /** Mends; durable on return. Gives a sentence on what was done. */
  static String repair(ResumableFiles files, Path segment, WalTail.TornTail torn)
      throws IOException {
    Path copy = segment.resolveSibling(segment.getFileName() + ".broken");
    copy(files, segment, copy);
    try (var file = files.open(segment, torn.at().offset())) {
      file.truncate();
      file.sync();
    }
    files.syncFolder(segment.toAbsolutePath().getParent());
    return "the log ended in a torn record at "
        + torn.at()
        + " and was cut off there; the segment as it was is kept as "
        + copy.getFileName();
  }

  private static void copy(ResumableFiles files, Path from, Path to) throws IOException {
    try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
        var out = files.create(to, 0)) {
      var chunk = ByteBuffer.allocate(CHUNK_BYTES);
      while (in.read(chunk) >= 0) {
        out.write(chunk.flip());
        chunk.clear();
      }
      out.sync();
    }
  }
}
