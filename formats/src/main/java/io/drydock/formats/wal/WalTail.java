package io.drydock.formats.wal;

import io.drydock.formats.Extent;

/**
 * How the records of a segment end. What is acceptable depends on who asks: a server repairs a torn
 * tail of the last segment and refuses a corrupt one, a reader of a running server's directory
 * expects either while a record is being written.
 *
 * <p>The distinction is etcd's own (3.5.5 to 3.7, {@code wal/decoder.go}). etcd 3.4 and 3.5.0 to
 * 3.5.4 differ in one case, which {@link Tear#BODY} tells.
 */
public sealed interface WalTail {

  /** From the first byte that is not part of a good record. */
  Extent at();

  /**
   * The file ends where a record ends: a segment that was cut, or one that was repaired.
   *
   * @param at the end of the file, of length 0
   */
  record CleanEnd(Extent at) implements WalTail {}

  /**
   * A length field of 0: from here the file was only preallocated. That the rest is zeros is not
   * looked at: the check of a directory does.
   *
   * @param at all of the rest of the file
   */
  record PreallocatedTail(Extent at) implements WalTail {}

  /**
   * A write did not get to its end.
   *
   * @param at the broken frame, as far as it lies in the file
   * @param tear what shows it
   */
  record TornTail(Extent at, Tear tear) implements WalTail {}

  /**
   * Bytes that were written are not the ones that are there.
   *
   * @param at the frame
   * @param damage what shows it
   * @param reason the same in words: expected against found
   */
  record CorruptTail(Extent at, Damage damage, String reason) implements WalTail {}

  /** What shows that a write was torn. */
  enum Tear {
    /** Fewer than eight bytes are left for a length field. */
    LENGTH,
    /**
     * The record is longer than the rest of the file. etcd 3.4 (since 3.4.10) and 3.5.0 to 3.5.4
     * refuse this with "max entry size limit exceeded" when the length is 10 MiB or more.
     */
    BODY,
    /**
     * The record is undecodable or fails its checksum, and a 512-byte sector of it is all zeros.
     * Only in the last segment.
     */
    SECTOR
  }

  /** What shows that bytes were changed. */
  enum Damage {
    /** The data does not have the stored checksum. */
    CRC,
    /** A crc record does not repeat the running checksum: records before it are other ones. */
    CRC_CHAIN,
    /** The bytes in the frame are no {@code walpb.Record}. */
    RECORD
  }
}
