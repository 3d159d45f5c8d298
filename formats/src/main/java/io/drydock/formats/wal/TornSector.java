package io.drydock.formats.wal;

/**
 * etcd's sign of a torn write: disks write sectors of 512 bytes, and the file was zeros before.
 *
 * <p>The chunks are those of the file, not of the record, and begin with the record's first byte:
 * the first and the last may be shorter, and padding counts. So a short record all of zeros is torn
 * too. Source: {@code isTornEntry} in {@code wal/decoder.go}, etcd 3.4 to 3.7.
 */
final class TornSector {

  private static final long SECTOR_BYTES = 512;

  private TornSector() {}

  /** True when a chunk of the frame, which lies within the file, holds only zeros. */
  static boolean isIn(SegmentWindow in, long frameOffset, long frameBytes) {
    long end = frameOffset + frameBytes;
    long from = frameOffset + WalFrame.HEADER_BYTES;
    while (from < end) {
      long to = Math.min((from / SECTOR_BYTES + 1) * SECTOR_BYTES, end);
      if (in.isZero(from, (int) (to - from))) {
        return true;
      }
      from = to;
    }
    return false;
  }
}
