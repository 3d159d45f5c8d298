package io.drydock.formats.dbsnapshot;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The end of a snapshot file.
 *
 * <pre>
 * offset        | size | field  | meaning
 * --------------+------+--------+-------------------------------------------------
 * 0             | n    | image  | a bbolt file: high-water mark times page size
 * n             | 32   | digest | SHA-256 of all bytes before
 * </pre>
 *
 * <p>A file has one exactly when its length modulo 512 is 32; a database that was copied with other
 * means has none (etcd 3.4 to 3.7, {@code snapshot restore}).
 */
public final class SnapshotTrailer {

  /** Length of the digest. */
  public static final int BYTES = 32;

  private static final int SECTOR = 512;
  private static final int CHUNK_BYTES = 1 << 20;

  /** How the trailer of a file stands. */
  public enum State {
    /** There is none: not saved by etcd's own means, or cut. */
    ABSENT,
    /** It is there and right. */
    RIGHT,
    /** It is there, and the bytes before it are not those that were saved. */
    WRONG
  }

  private SnapshotTrailer() {}

  /** Whether a file of this length has one. */
  public static boolean isPresent(long fileBytes) {
    return fileBytes % SECTOR == BYTES && fileBytes > BYTES;
  }

  /**
   * Reads the whole file and compares.
   *
   * @throws CorruptFileException never for a file that keeps its length
   */
  public static State check(ByteSource source) throws CorruptFileException {
    if (!isPresent(source.size())) {
      return State.ABSENT;
    }
    long image = source.size() - BYTES;
    MessageDigest digest = sha256();
    for (long at = 0; at < image; at += CHUNK_BYTES) {
      long length = Math.min(CHUNK_BYTES, image - at);
      digest.update(source.view(at, length).asByteBuffer());
      source.touched(length);
    }
    Bytes computed = Bytes.adopt(digest.digest());
    return computed.equals(source.bytes(image, BYTES)) ? State.RIGHT : State.WRONG;
  }

  /**
   * Puts the digest of what the channel holds at its end. Not durable until the caller syncs.
   *
   * @param image readable and writable
   */
  public static void append(FileChannel image) throws IOException {
    MessageDigest digest = sha256();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    long at = 0;
    for (int read = image.read(chunk, at); read >= 0; read = image.read(chunk, at)) {
      at += read;
      digest.update(chunk.flip());
      chunk.clear();
    }
    ByteBuffer trailer = ByteBuffer.wrap(digest.digest());
    while (trailer.hasRemaining()) {
      at += image.write(trailer, at);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
