package io.drydock.tools.snapshot.take;

import com.google.protobuf.ByteString;
import io.drydock.formats.apply.Passwords;
import io.drydock.formats.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * Hashes passwords as a server of 3.4 does when it applies the entry: bcrypt at its default cost,
 * with a salt that is nobody else's. What the member itself had made of the password is not known,
 * and does not matter: the same password fits both.
 */
final class BcryptPasswords implements Passwords {

  /** Of {@code etcd --bcrypt-cost} when it is not given, 3.4 to 3.7. */
  private static final int COST = 10;

  /** What bcrypt takes of a password; the library that 3.4 is built with drops the rest. */
  private static final int BYTES_MAX = 72;

  @Override
  public Optional<Bytes> hash(ByteString user, ByteString plain) {
    byte[] taken = plain.toByteArray();
    if (taken.length > BYTES_MAX) {
      taken = Arrays.copyOf(taken, BYTES_MAX);
    }
    String hash = BCrypt.hashpw(taken, BCrypt.gensalt("$2a", COST));
    return Optional.of(Bytes.copyOf(hash.getBytes(StandardCharsets.US_ASCII)));
  }
}
