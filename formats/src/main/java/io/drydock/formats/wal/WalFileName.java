package io.drydock.formats.wal;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Name of a segment: {@code %016x-%016x.wal}, for example {@code
 * 0000000000000001-0000000000000045.wal}.
 *
 * <p>Both numbers are unsigned. The first segment is always {@code 0-0}, even when its first entry
 * has another index (etcd 3.4 to 3.7, {@code wal/util.go}).
 *
 * @param sequence 0 for the first segment, one more for each later one
 * @param index raft index of the first entry that may be in the segment: the last one written
 *     before the cut, plus one
 */
public record WalFileName(long sequence, long index) implements Comparable<WalFileName> {

  /** The segment that creation writes. */
  public static final WalFileName FIRST = new WalFileName(0, 0);

  /** What every segment's name ends with. */
  public static final String SUFFIX = ".wal";

  // etcd scans the name with Sscanf: short and upper-case numbers pass, and so does anything
  // between the pattern and a second suffix.
  private static final Pattern SHAPE =
      Pattern.compile("([0-9a-fA-F]{1,16})-([0-9a-fA-F]{1,16})\\.wal(?:.*\\.wal)?");

  /**
   * The numbers of a name that etcd takes for a segment; empty when etcd ignores the file. A name
   * that was not written by etcd may be accepted too: see {@link #isNameOf}.
   */
  public static Optional<WalFileName> parse(String name) {
    var parts = SHAPE.matcher(name);
    if (!parts.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new WalFileName(
            Long.parseUnsignedLong(parts.group(1), 16),
            Long.parseUnsignedLong(parts.group(2), 16)));
  }

  /** True when the name is exactly the one that etcd writes for these numbers. */
  public boolean isNameOf(String name) {
    return toString().equals(name);
  }

  /** The name after a cut, when the next entry has this index. */
  public WalFileName next(long nextIndex) {
    return new WalFileName(sequence + 1, nextIndex);
  }

  /** By sequence, then by index, both unsigned: the order of the names as text. */
  @Override
  public int compareTo(WalFileName other) {
    int bySequence = Long.compareUnsigned(sequence, other.sequence);
    return bySequence != 0 ? bySequence : Long.compareUnsigned(index, other.index);
  }

  /** The file name. */
  @Override
  public String toString() {
    return hex16(sequence) + "-" + hex16(index) + SUFFIX;
  }

  private static String hex16(long number) {
    String digits = Long.toHexString(number);
    return "0".repeat(16 - digits.length()) + digits;
  }
}
