package io.drydock.tools.source;

import io.drydock.formats.FormatException;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.Meta;
import io.drydock.formats.bytes.ByteSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Does to a database what a server's next commit does to it in the end: writes the older meta. */
public final class Commits {

  private Commits() {}

  /** One more commit, which changes nothing but the number of the transaction. */
  public static void next(Path db) throws IOException, FormatException {
    Meta last;
    try (ByteSource source = ByteSource.map(db)) {
      last = BoltFile.open(source).meta();
    }
    long txid = last.txid() + 1;
    long slot = txid & 1;
    ByteBuffer page = ByteBuffer.allocate(Meta.BYTES);
    new Meta(
            last.pageSize(),
            last.flags(),
            last.rootPageId(),
            last.rootSequence(),
            last.freelistPageId(),
            last.highWaterMark(),
            txid)
        .encode(slot, MemorySegment.ofBuffer(page));
    try (FileChannel out = FileChannel.open(db, StandardOpenOption.WRITE)) {
      out.write(page, slot * last.pageSize());
    }
  }
}
