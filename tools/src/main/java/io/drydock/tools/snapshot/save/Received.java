package io.drydock.tools.snapshot.save;

import com.google.protobuf.ByteString;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.dbsnapshot.SnapshotTrailer;
import io.drydock.tools.client.SnapshotStream;
import io.drydock.tools.snapshot.manifest.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A snapshot that has arrived as it was sent.
 *
 * @param imageBytes size of the image, without the checksum
 * @param imageSha256 of the image: the checksum that followed it, and the one that we computed
 * @param wholeSha256 of image and checksum together
 */
record Received(long imageBytes, Bytes imageSha256, Bytes wholeSha256) {

  private static final int BLOCK_BYTES = 1 << 20;
  private static final int SECTOR_BYTES = 512;

  /** Where pieces come from. */
  @FunctionalInterface
  interface Source {
    /** The next piece; empty at the end. */
    Optional<SnapshotStream.Piece> next() throws IOException;
  }

  /** Where the bytes go. */
  @FunctionalInterface
  interface Sink {
    /** Takes all of the bytes. */
    void write(ByteBuffer bytes) throws IOException;
  }

  /**
   * Takes the stream to its end. Nothing is durable.
   *
   * @param name of the server, for messages
   * @param watcher told how many bytes came since the last time
   * @throws IOException when the stream breaks off, ends early, or its checksum is wrong; what the
   *     sink has is then worth nothing
   */
  static Received take(Source source, Sink sink, String name, LongConsumer watcher)
      throws IOException {
    var taking = new Taking(sink);
    long announced = -1;
    long last = 0;
    for (var piece = source.next(); piece.isPresent(); piece = source.next()) {
      ByteString bytes = piece.get().bytes();
      if (announced < 0) {
        announced = bytes.size() + piece.get().remainingBytes();
      }
      last = piece.get().remainingBytes();
      taking.add(bytes);
      watcher.accept(bytes.size());
    }
    if (last > 0) {
      throw new IOException(
          "%s: snapshot: the stream ended after %d bytes, with %d to come"
              .formatted(name, taking.bytes, last));
    }
    return taking.end(name, announced);
  }

  /** Holds back what may be the checksum: the last bytes so far. */
  private static final class Taking {
    private final Sink sink;
    private final MessageDigest digest = Sha256.begin();
    private final byte[] block = new byte[BLOCK_BYTES];
    private int filled;
    private long bytes;

    Taking(Sink sink) {
      this.sink = sink;
    }

    void add(ByteString piece) throws IOException {
      for (int at = 0; at < piece.size(); ) {
        int length = Math.min(piece.size() - at, block.length - filled);
        piece.substring(at, at + length).copyTo(block, filled);
        at += length;
        filled += length;
        bytes += length;
        if (filled == block.length) {
          flush();
        }
      }
    }

    private void flush() throws IOException {
      int image = Math.max(0, filled - SnapshotTrailer.BYTES);
      digest.update(block, 0, image);
      sink.write(ByteBuffer.wrap(block, 0, image));
      System.arraycopy(block, image, block, 0, filled - image);
      filled -= image;
    }

    Received end(String name, long announced) throws IOException {
      flush();
      long image = bytes - SnapshotTrailer.BYTES;
      if (image <= 0 || image % SECTOR_BYTES != 0 || announced >= 0 && image != announced) {
        throw new IOException(
            ("%s: snapshot: the server sent %d bytes, which is no image with a SHA-256 behind it"
                    + " (it announced %d)")
                .formatted(name, bytes, Math.max(0, announced)));
      }
      MessageDigest whole = Sha256.copyOf(digest);
      byte[] computed = digest.digest();
      byte[] sent = Arrays.copyOf(block, SnapshotTrailer.BYTES);
      if (!Arrays.equals(computed, sent)) {
        throw new IOException(
            "%s: snapshot: bytes were altered on the way: SHA-256 expected %s, found %s"
                .formatted(name, Bytes.adopt(sent).toHex(), Bytes.adopt(computed).toHex()));
      }
      whole.update(sent);
      sink.write(ByteBuffer.wrap(sent));
      return new Received(image, Bytes.adopt(computed), Bytes.adopt(whole.digest()));
    }
  }
}
