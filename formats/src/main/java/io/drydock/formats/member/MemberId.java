package io.drydock.formats.member;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Id of a member, raft's node id.
 *
 * <p>The first eight bytes, big-endian, of SHA-1 over the sorted peer URLs without separators and
 * one more text: the cluster token for members of the first configuration, the decimal Unix second
 * for members added later. It never changes, not even when the URLs do (etcd, {@code
 * membership/member.go}).
 *
 * @param value u64; 0 is nobody
 */
public record MemberId(long value) implements Comparable<MemberId> {

  /** Nobody: no vote given, no leader known, a configuration change that was refused. */
  public static final MemberId NONE = new MemberId(0);

  /**
   * Id of a member of the first configuration, at bootstrap or restore.
   *
   * @param peerUrls in Go's normal form: scheme, host and port, no path
   * @param clusterToken etcd's {@code --initial-cluster-token}
   */
  public static MemberId ofBootstrap(Collection<String> peerUrls, String clusterToken) {
    return hash(peerUrls, clusterToken);
  }

  /**
   * Id of a member that a running cluster added.
   *
   * @param peerUrls in Go's normal form: scheme, host and port, no path
   * @param unixSeconds when the adding member received the request
   */
  public static MemberId ofAddition(Collection<String> peerUrls, long unixSeconds) {
    return hash(peerUrls, Long.toString(unixSeconds));
  }

  /**
   * From hex as etcd prints and reads it: 1 to 16 digits, leading zeros allowed, no prefix. Empty
   * for any other text.
   */
  public static Optional<MemberId> parse(String hex) {
    return Hex.parseU64(hex).map(MemberId::new);
  }

  private static MemberId hash(Collection<String> peerUrls, String suffix) {
    // Go sorts strings by their bytes; URLs in normal form are ASCII, where char order is the same.
    List<String> sorted = peerUrls.stream().sorted().toList();
    String text = String.join("", sorted) + suffix;
    return new MemberId(Sha1.firstLong(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Lower-case hex without leading zeros. */
  public String hex() {
    return Long.toHexString(value);
  }

  /** By value, unsigned. */
  @Override
  public int compareTo(MemberId other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return hex();
  }
}
