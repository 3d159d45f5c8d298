package io.drydock.tools.snapshot.manifest;

import io.drydock.formats.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.LongConsumer;

/** The digest that etcd puts at the end of a snapshot. */
public final class Sha256 {

  private static final int BLOCK_BYTES = 1 << 18;

  private Sha256() {}

  /** A new computation. */
  public static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /** A computation that goes on from where another one is. */
  public static MessageDigest copyOf(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("the JDK's SHA-256 can be copied", impossible);
    }
  }

  /**
   * Of a file, read to its end.
   *
   * @param watcher told how many bytes were read since the last time
   */
  public static Bytes of(Path file, LongConsumer watcher) throws IOException {
    MessageDigest digest = begin();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] block = new byte[BLOCK_BYTES];
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        digest.update(block, 0, read);
        watcher.accept(read);
      }
    }
    return Bytes.adopt(digest.digest());
  }
}
