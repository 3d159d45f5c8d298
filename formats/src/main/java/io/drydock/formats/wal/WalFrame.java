package io.drydock.formats.wal;

/**
 * What stands around every record of a segment.
 *
 * <pre>
 * offset | size        | type   | field    | meaning, check
 * -------+-------------+--------+----------+------------------------------------------------------
 * 0      | 8           | u64 LE | lenField | bits 0-55: recordBytes; bits 56-58: padBytes when
 *        |             |        |          | bit 63 is set; bits 59-62: 0. The whole field is 0
 *        |             |        |          | where the data of the segment ends
 * 8      | recordBytes | bytes  | record   | one walpb.Record: see WalEnvelope
 *        | padBytes    | bytes  | padding  | zeros, 0 to 7 of them: recordBytes + padBytes is a
 *        |             |        |          | multiple of 8, so every frame starts at one
 * </pre>
 *
 * <p>Readers of etcd check neither the unused bits nor the padding; bit 63 is set only when there
 * is padding. Source: etcd 3.4 to 3.7, {@code wal/encoder.go} and {@code wal/decoder.go}.
 *
 * @param recordBytes length of the record, 0 to 2^56 - 1
 * @param padBytes zeros after it, 0 to 7
 */
public record WalFrame(long recordBytes, int padBytes) {

  /** Size of {@code lenField}. */
  public static final int HEADER_BYTES = 8;

  private static final long RECORD_BYTES_MASK = 0x00ff_ffff_ffff_ffffL;
  private static final int PAD_SHIFT = 56;
  private static final long PADDED = 0x80L;

  /** Rejects lengths that no length field can hold. */
  public WalFrame {
    if ((recordBytes & ~RECORD_BYTES_MASK) != 0 || padBytes < 0 || padBytes > 7) {
      throw new IllegalArgumentException("frame of " + recordBytes + "+" + padBytes + " bytes");
    }
  }

  /** The frame that etcd writes around a record of this length. */
  public static WalFrame around(long recordBytes) {
    return new WalFrame(recordBytes, (int) (-recordBytes & 7));
  }

  /** Reads a length field as etcd does: any value means something. */
  public static WalFrame decode(long lenField) {
    return new WalFrame(recordBytes(lenField), padBytes(lenField));
  }

  /** The length field that stands for this frame. */
  public long lenField() {
    return padBytes == 0 ? recordBytes : recordBytes | (PADDED | padBytes) << PAD_SHIFT;
  }

  /** Length of header, record and padding together. */
  public long bytes() {
    return HEADER_BYTES + recordBytes + padBytes;
  }

  /** True when etcd would write this very field for a record of its length. */
  static boolean isCanonical(long lenField) {
    long recordBytes = recordBytes(lenField);
    long pad = -recordBytes & 7;
    return lenField == (pad == 0 ? recordBytes : recordBytes | (PADDED | pad) << PAD_SHIFT);
  }

  static long recordBytes(long lenField) {
    return lenField & RECORD_BYTES_MASK;
  }

  static int padBytes(long lenField) {
    return lenField < 0 ? (int) (lenField >>> PAD_SHIFT) & 7 : 0;
  }
}
