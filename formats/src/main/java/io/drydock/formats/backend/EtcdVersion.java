package io.drydock.formats.backend;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of etcd.
 *
 * @param major 3
 * @param minor the release line: 4 to 7 are known here
 * @param patch the release in its line
 */
public record EtcdVersion(int major, int minor, int patch) implements Comparable<EtcdVersion> {

  private static final Pattern TEXT =
      Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4})(?:[-+].*)?)?");
  private static final Comparator<EtcdVersion> ORDER =
      Comparator.comparingInt(EtcdVersion::major)
          .thenComparingInt(EtcdVersion::minor)
          .thenComparingInt(EtcdVersion::patch);

  /**
   * From {@code 3.5.16}, {@code v3.5.16}, {@code 3.5} (patch 0) or {@code 3.8.0-alpha.0}. Empty for
   * any other text.
   */
  public static Optional<EtcdVersion> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    int patch = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
    return Optional.of(
        new EtcdVersion(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), patch));
  }

  /** True for this release and those after it in any line. */
  public boolean isAtLeast(int wantedMajor, int wantedMinor, int wantedPatch) {
    return compareTo(new EtcdVersion(wantedMajor, wantedMinor, wantedPatch)) >= 0;
  }

  @Override
  public int compareTo(EtcdVersion other) {
    return ORDER.compare(this, other);
  }

  /** {@code 3.5.16}. */
  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
