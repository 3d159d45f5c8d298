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

/** Verifies and writes the trailer of snapshot files, with a constant amount of memory. */
public final class DbSnapshot {

  /** Size of the trailer: one SHA-256. */
  public static final int TRAILER_BYTES = 32;

  /** The image is a multiple of this; what is over tells whether there is a trailer. */
  private static final int UNIT_BYTES = 512;

  private static final int STEP_BYTES = 1 << 20;

  private DbSnapshot() {}

  /** True when a file of this size has a trailer, as etcd decides it. */
  public static boolean hasTrailer(long fileBytes) {
    return fileBytes % UNIT_BYTES == TRAILER_BYTES;
  }

  /** Bytes of the image in a file of this size: all, or all but the trailer. */
  public static long imageBytes(long fileBytes) {
    return hasTrailer(fileBytes) ? fileBytes - TRAILER_BYTES : fileBytes;
  }

  /**
   * Computes the SHA-256 of the image and compares it with the trailer; without a trailer nothing
   * is read.
   *
   * @param progress told the bytes read since the last time, at most 1 MiB
   * @throws CorruptFileException never for a file that keeps its size
   */
  public static SnapshotTrailer verify(ByteSource source, LongConsumer progress)
      throws CorruptFileException {
    if (!hasTrailer(source.size())) {
      return new SnapshotTrailer.Absent();
    }
    long imageBytes = imageBytes(source.size());
    MessageDigest digest = sha256();
    byte[] step = new byte[(int) Math.min(STEP_BYTES, imageBytes)];
    for (long at = 0; at < imageBytes; ) {
      int length = (int) Math.min(STEP_BYTES, imageBytes - at);
      MemorySegment.copy(source.view(at, length), ValueLayout.JAVA_BYTE, 0, step, 0, length);
      digest.update(step, 0, length);
      source.touched(length);
      progress.accept(length);
      at += length;
    }
    Bytes computed = Bytes.adopt(digest.digest());
    Bytes stored = source.bytes(imageBytes, TRAILER_BYTES);
    Extent at = source.extent(imageBytes, TRAILER_BYTES);
    return stored.equals(computed)
        ? new SnapshotTrailer.Matching(at, stored)
        : new SnapshotTrailer.Differing(at, stored, computed);
  }

  /**
   * Appends the trailer to a finished image. Not durable on return: the caller syncs.
   *
   * @param file open for reading and writing, holding the image alone
   * @param progress told the bytes read since the last time, at most 1 MiB
   * @return the SHA-256 of the image
   * @throws IllegalArgumentException when the size is not a multiple of 512, so that a trailer
   *     would not be recognised
   */
  public static Bytes seal(FileChannel file, LongConsumer progress) throws IOException {
    long imageBytes = file.size();
    if (imageBytes % UNIT_BYTES != 0) {
      throw new IllegalArgumentException("image of " + imageBytes + " bytes");
    }
    MessageDigest digest = sha256();
    ByteBuffer step = ByteBuffer.allocate(STEP_BYTES);
    for (long at = 0; at < imageBytes; ) {
      int length = file.read(step.clear(), at);
      if (length < 0) {
        throw new IOException("the image became shorter than " + imageBytes + " bytes");
      }
      digest.update(step.flip());
      progress.accept(length);
      at += length;
    }
    byte[] trailer = digest.digest();
    ByteBuffer rest = ByteBuffer.wrap(trailer);
    while (rest.hasRemaining()) {
      file.write(rest, imageBytes + rest.position());
    }
    return Bytes.adopt(trailer);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
