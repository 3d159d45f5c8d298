package io.drydock.tools.snapshot.manifest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest that etcd puts at the end of a snapshot. */
public final class Sha256 {

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
}
