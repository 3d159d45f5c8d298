package io.drydock.formats.member;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Id of a cluster: what keeps members of different clusters from talking to each other.
 *
 * <p>The first eight bytes, big-endian, of SHA-1 over the ids of the first configuration, each as
 * eight bytes big-endian, ascending (unsigned). It never changes; a joining member takes it from
 * its peers.
 *
 * @param value u64
 */
public record ClusterId(long value) {

  /** Id of a cluster that begins with these members. */
  public static ClusterId of(Collection<MemberId> firstMembers) {
    List<MemberId> sorted = firstMembers.stream().sorted().toList();
    var bytes = ByteBuffer.allocate(8 * sorted.size());
    sorted.forEach(id -> bytes.putLong(id.value()));
    return new ClusterId(Sha1.firstLong(bytes.array()));
  }

  /** From hex, 1 to 16 digits; empty for any other text. */
  public static Optional<ClusterId> parse(String hex) {
    return Hex.parseU64(hex).map(ClusterId::new);
  }

  /** Lower-case hex without leading zeros. */
  public String hex() {
    return Long.toHexString(value);
  }

  @Override
  public String toString() {
    return hex();
  }
}
