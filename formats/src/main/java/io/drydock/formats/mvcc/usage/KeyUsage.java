package io.drydock.formats.mvcc.usage;

import io.drydock.formats.bytes.Bytes;
import java.util.Objects;

/**
 * What all kept records of one key take.
 *
 * @param key the user's key
 * @param records how many are kept, tombstones included; counted up to {@link #MAX_RECORDS}
 * @param bytes of them in their leaf pages, as {@link PrefixUsage} counts
 * @param isAlive false when the newest one is a tombstone
 */
public record KeyUsage(Bytes key, long records, long bytes, boolean isAlive) {

  /** Where counting ends. */
  public static final long MAX_RECORDS = (1L << 24) - 1;

  /** The key is required. */
  public KeyUsage {
    Objects.requireNonNull(key, "key");
  }
}
