package io.drydock.formats.apply;

import com.google.protobuf.ByteString;
import io.drydock.formats.bytes.Bytes;
import java.util.Base64;
import java.util.Optional;

/**
 * Makes the stored form of a password that an entry has in plain, as entries of 3.4 do. Each member
 * of such a cluster stores another one, with a salt of its own.
 */
@FunctionalInterface
public interface Passwords {

  /** Hashes nothing: an entry with a password in plain ends the replay. */
  Passwords NONE = (user, plain) -> Optional.empty();

  /**
   * The text of a bcrypt hash; empty when it cannot be made.
   *
   * @param user may go into the salt
   */
  Optional<Bytes> hash(ByteString user, ByteString plain);

  /** What Go's decoder makes of base64; empty when it refuses. */
  static Optional<ByteString> decoded(ByteString base64) {
    if (base64.size() % 4 != 0) {
      return Optional.empty(); // Java would do without the padding
    }
    try {
      return Optional.of(ByteString.copyFrom(Base64.getDecoder().decode(base64.toByteArray())));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
