package io.drydock.formats.snap;

import io.drydock.formats.raft.LogPosition;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Name of a raft snapshot: {@code %016x-%016x.snap}, term first, for example {@code
 * 0000000000000002-0000000000000065.snap}.
 *
 * <p>Servers load whatever ends with {@code .snap}, in descending order of names, and believe the
 * metadata inside (etcd 3.4 to 3.6, {@code snap/snapshotter.go}); 3.7 does not look at boot.
 *
 * @param position the last entry that the snapshot holds
 */
public record SnapFileName(LogPosition position) implements Comparable<SnapFileName> {

  /** What every name ends with. */
  public static final String SUFFIX = ".snap";

  private static final Pattern SHAPE = Pattern.compile("([0-9a-f]{16})-([0-9a-f]{16})\\.snap");

  /** The position is required. */
  public SnapFileName {
    Objects.requireNonNull(position, "position");
  }

  /** The numbers of a name in exactly the form that etcd writes; empty for any other. */
  public static Optional<SnapFileName> parse(String name) {
    var parts = SHAPE.matcher(name);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long term = HexFormat.fromHexDigitsToLong(parts.group(1));
    long index = HexFormat.fromHexDigitsToLong(parts.group(2));
    return Optional.of(new SnapFileName(new LogPosition(term, index)));
  }

  /** By term, then index, unsigned: the order of the names as text. */
  @Override
  public int compareTo(SnapFileName other) {
    return position.compareTo(other.position);
  }

  /** The file name. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(position.term()) + "-" + hex.toHexDigits(position.index()) + SUFFIX;
  }
}
