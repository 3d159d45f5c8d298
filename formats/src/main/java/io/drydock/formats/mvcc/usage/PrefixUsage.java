package io.drydock.formats.mvcc.usage;

import io.drydock.formats.bytes.Bytes;
import java.util.Objects;

/**
 * What the keys under one prefix take.
 *
 * <p>Bytes are those of the records in their leaf pages: 16 for the element, 17 or 18 for the
 * revision, the message. What pages waste is not in them.
 *
 * @param prefix ends with the separator, or is empty for keys without any; a key counts under one
 *     prefix only, the longest that the depth allows
 * @param liveKeys keys that are alive at the newest revision
 * @param liveBytes bytes of the records that make them so
 * @param historyRevisions kept puts that a later record took the place of
 * @param tombstones kept deletions
 * @param historyBytes bytes of both: what a compaction at the newest revision frees, but for
 *     tombstones at that very revision
 * @param leasedKeys living keys that are attached to a lease
 * @param valueBytes sum of the living keys' values
 * @param maxValueBytes length of the largest value of a living key
 * @param lastRevision main revision of the newest record
 */
public record PrefixUsage(
    Bytes prefix,
    long liveKeys,
    long liveBytes,
    long historyRevisions,
    long tombstones,
    long historyBytes,
    long leasedKeys,
    long valueBytes,
    long maxValueBytes,
    long lastRevision) {

  /** The prefix is required. */
  public PrefixUsage {
    Objects.requireNonNull(prefix, "prefix");
  }

  /** Mean length of the living keys' values, rounded down; 0 without keys. */
  public long meanValueBytes() {
    return liveKeys == 0 ? 0 : valueBytes / liveKeys;
  }

  /** Bytes of all records. */
  public long totalBytes() {
    return liveBytes + historyBytes;
  }

  /** All records: living ones, history and tombstones. */
  public long records() {
    return liveKeys + historyRevisions + tombstones;
  }
}
