package io.drydock.formats.dbsnapshot;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.LongConsumer;

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
 * means has none (etcd 3.4 to 3.7, {@code snapshot restore}). bbolt keeps a database at whole
 * pages, so any other length is that of a file that was cut.
 */
public final class SnapshotTrailer {

  /** Length of the digest. */
  public static final int BYTES = 32;

  private static final int SECTOR = 512;
  private static final int CHUNK_BYTES = 1 << 20;

  /** How the trailer of a file stands. */
  public sealed interface State {

    /** There is none, going by the length: not saved by etcd's own means, or cut off. */
    record Absent() implements State {}

    /**
     * The file ends in the middle of it, or of a page.
     *
     * @param at what is there behind the last whole page
     */
    record Cut(Extent at) implements State {}

    /**
     * It is there and right.
     *
     * @param at the trailer
     * @param digest SHA-256 of the image
     */
    record Right(Extent at, Bytes digest) implements State {}

    /**
     * It is there, and the bytes before it are not those that were saved: {@code snapshot restore}
     * refuses the file.
     *
     * @param at the trailer
     * @param stored the digest in it
     * @param computed SHA-256 of the bytes before it
     */
    record Wrong(Extent at, Bytes stored, Bytes computed) implements State {}
  }

  private SnapshotTrailer() {}

  /** Whether a file of this length has one. */
  public static boolean isPresent(long fileBytes) {
    return fileBytes % SECTOR == BYTES && fileBytes > BYTES;
  }

  /** Length of the image in a file of this length: without the trailer, where there is one. */
  public static long imageBytes(long fileBytes) {
    return isPresent(fileBytes) ? fileBytes - BYTES : fileBytes;
  }

  /**
   * Reads the whole file and compares; without a trailer nothing is read.
   *
   * @param pageBytes size of the image's pages
   * @param progress told how many bytes were read since the last time, at most 1 MiB
   * @throws CorruptFileException never for a file that keeps its length
   */
  public static State check(ByteSource source, int pageBytes, LongConsumer progress)
      throws CorruptFileException {
    if (!isPresent(source.size())) {
      long rest = source.size() % pageBytes;
      return rest == 0
          ? new State.Absent()
          : new State.Cut(source.extent(source.size() - rest, rest));
    }
    long image = imageBytes(source.size());
    MessageDigest digest = sha256();
    byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, image)];
    for (long at = 0; at < image; at += CHUNK_BYTES) {
      int length = (int) Math.min(CHUNK_BYTES, image - at);
      MemorySegment.copy(source.view(at, length), ValueLayout.JAVA_BYTE, 0, chunk, 0, length);
      digest.update(chunk, 0, length);
      source.touched(length);
      progress.accept(length);
    }
    Bytes computed = Bytes.adopt(digest.digest());
    Bytes stored = source.bytes(image, BYTES);
    Extent at = source.extent(image, BYTES);
    return computed.equals(stored)
        ? new State.Right(at, stored)
        : new State.Wrong(at, stored, computed);
  }

  /** As {@link #append(FileChannel, LongConsumer)}, unwatched. */
  public static void append(FileChannel image) throws IOException {
    append(image, bytes -> {});
  }

  /**
   * Puts the digest of what the channel holds at its end. Not durable until the caller syncs.
   *
   * @param image readable and writable
   * @param progress told how many bytes were read since the last time, at most 1 MiB
   * @throws IllegalArgumentException when the length is no multiple of 512: nobody would see that
   *     the file has a trailer
   */
  public static void append(FileChannel image, LongConsumer progress) throws IOException {
    if (image.size() % SECTOR != 0) {
      throw new IllegalArgumentException("image of " + image.size() + " bytes");
    }
    MessageDigest digest = sha256();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    long at = 0;
    for (int read = image.read(chunk, at); read >= 0; read = image.read(chunk, at)) {
      at += read;
      digest.update(chunk.flip());
      progress.accept(read);
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
