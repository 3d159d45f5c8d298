package io.drydock.formats.mvcc.usage;

import io.drydock.formats.mvcc.KeyRange;
import java.util.Objects;

/**
 * How to divide the key space.
 *
 * @param depth how many separators a prefix may have, not counting one at the very beginning: 1
 *     makes {@code /registry/} of {@code /registry/pods/a}, 2 makes {@code /registry/pods/}; 0 puts
 *     all keys under the empty prefix
 * @param separator the byte between the parts of a key
 * @param range the keys to look at; the empty record of a bumped restore is in no range
 * @param maxPrefixes bounds memory: keys of further prefixes count as {@link KeySpaceUsage#others}
 * @param topKeys how many of the largest keys to name
 */
public record UsageQuery(int depth, byte separator, KeyRange range, int maxPrefixes, int topKeys) {

  /** Enough for every namespace of a large Kubernetes cluster. */
  public static final int DEFAULT_MAX_PREFIXES = 100_000;

  /** As many as fit a screen. */
  public static final int DEFAULT_TOP_KEYS = 10;

  private static final byte SLASH = '/';

  /** Depth, prefixes and keys cannot be negative. */
  public UsageQuery {
    Objects.requireNonNull(range, "range");
    if (depth < 0 || maxPrefixes < 0 || topKeys < 0) {
      throw new IllegalArgumentException("negative: " + depth + " " + maxPrefixes + " " + topKeys);
    }
  }

  /** All keys with {@code /} as separator. */
  public static UsageQuery byDepth(int depth) {
    return new UsageQuery(depth, SLASH, KeyRange.ALL, DEFAULT_MAX_PREFIXES, DEFAULT_TOP_KEYS);
  }
}
