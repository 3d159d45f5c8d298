package io.drydock.formats.member;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash behind every id. */
final class Sha1 {

  private Sha1() {}

  /** The first eight bytes of the digest, big-endian. */
  static long firstLong(byte[] text) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-1").digest(text)).getLong();
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java platform has SHA-1", absent);
    }
  }
}
