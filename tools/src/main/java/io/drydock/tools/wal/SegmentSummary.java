package io.drydock.tools.wal;

import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.wal.WalSegment;
import java.util.Optional;

/**
 * One line of {@code wal ls}.
 *
 * @param segment the file
 * @param isLocked whether a server holds it
 * @param usedBytes up to where its records reach
 * @param records good ones, of any kind
 * @param entries good ones
 * @param first the first entry
 * @param last the last entry
 * @param lowestTerm of its entries and states; 0 without any
 * @param highestTerm of its entries and states; 0 without any
 * @param crc what its checksums say
 * @param tail how its records end
 * @param damages number of places that had to be stepped over
 */
public record SegmentSummary(
    WalSegment segment,
    boolean isLocked,
    long usedBytes,
    long records,
    long entries,
    Optional<LogPosition> first,
    Optional<LogPosition> last,
    long lowestTerm,
    long highestTerm,
    Crc crc,
    Tail tail,
    long damages) {

  /** What the checksums of a segment say. */
  public enum Crc {
    /** All are right, and the first one continues the segment before. */
    OK,
    /** The segment does not continue the one before. */
    UNCHAINED,
    /** Some record is not what was written. */
    MISMATCH
  }

  /** How the records of a segment end. */
  public enum Tail {
    /** With the file: the segment was cut, or repaired. */
    CLEAN,
    /** Only preallocated bytes follow. */
    PREALLOCATED,
    /** A running server is writing the next record. */
    BEING_WRITTEN,
    /** The last record was not written whole; a server cuts it off. */
    TORN,
    /** What follows is not what was written. */
    CORRUPT
  }

  /** True when something was written that cannot be read; a torn end is none of that. */
  public boolean isDamaged() {
    return crc != Crc.OK || tail == Tail.CORRUPT || damages > 0;
  }
}
