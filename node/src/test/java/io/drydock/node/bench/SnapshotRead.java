package io.drydock.node.bench;

import io.netty.util.AsciiString;
import java.io.IOException;

/** Takes a whole snapshot and throws it away. */
final class SnapshotRead implements Http2Link.Listener {

  private static final AsciiString SNAPSHOT = AsciiString.of("/etcdserverpb.Maintenance/Snapshot");

  private long bytes;
  private boolean isOver;

  /** How many bytes came. */
  long take(Http2Link link) throws IOException {
    link.send(link.open(SNAPSHOT), Http2Link.framed(new byte[0]), true);
    link.flush();
    while (!isOver) {
      link.read(this);
    }
    return bytes;
  }

  @Override
  public void data(int stream, byte[] part, int offset, int length) {
    bytes += length;
  }

  @Override
  public void ended(int stream, String status) throws IOException {
    if (!status.equals("0")) {
      throw new IOException("the snapshot has ended with status " + status);
    }
    isOver = true;
  }
}
