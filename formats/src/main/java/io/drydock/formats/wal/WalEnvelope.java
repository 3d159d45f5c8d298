package io.drydock.formats.wal;

import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;

/**
 * The {@code walpb.Record} message in a frame: what a record is of, the running checksum after it,
 * and its data.
 *
 * <pre>
 * field | type   | name | meaning, check
 * ------+--------+------+--------------------------------------------------------------------
 * 1     | int64  | type | 1 metadata, 2 entry, 3 state, 4 crc, 5 snapshot; always written
 * 2     | uint32 | crc  | CRC-32C over the data of all records so far, this one included;
 *       |        |      | in a crc record the value so far. Always written
 * 3     | bytes  | data | the message; absent in a crc record
 * </pre>
 *
 * <p>The checksum starts at 0 in the first segment and runs through all segments. It covers neither
 * {@code type} nor {@code crc}. Source: etcd 3.4 to 3.7, {@code wal/walpb/record.proto}.
 *
 * <p>The bytes are a view into the file, not a copy: they can be reached until the source that the
 * envelope was read from is closed, after that each access throws {@link IllegalStateException}.
 * Two envelopes are equal when their bytes are.
 */
public final class WalEnvelope {

  /** Type of a record of {@code etcdserverpb.Metadata}. */
  public static final int METADATA = 1;

  /** Type of a record of {@code raftpb.Entry}. */
  public static final int ENTRY = 2;

  /** Type of a record of {@code raftpb.HardState}. */
  public static final int STATE = 3;

  /** Type of a record that repeats the running checksum. */
  public static final int CRC = 4;

  /** Type of a record of {@code walpb.Snapshot}. */
  public static final int SNAPSHOT = 5;

  private final MemorySegment message;
  private final long type;
  private final int crc;
  private final long dataFrom;
  private final long dataLength;

  WalEnvelope(MemorySegment message, MessageScan fields, long messageOffset) {
    this.message = message;
    this.type = fields.number(1);
    this.crc = (int) fields.number(2);
    this.dataFrom = fields.hasBytes() ? fields.bytesOffset() - messageOffset : -1;
    this.dataLength = fields.bytesLength();
  }

  /** What the record is of; any number. */
  public long type() {
    return type;
  }

  /** The stored checksum, whether it is right or not. */
  public int crc() {
    return crc;
  }

  /** True when there is a data field, which may be empty. */
  public boolean hasData() {
    return dataFrom >= 0;
  }

  /** The data without a copy; empty when there is no data field. */
  public MemorySegment dataView() {
    return hasData() ? message.asSlice(dataFrom, dataLength) : message.asSlice(0, 0);
  }

  /** A copy of the data; empty when there is no data field. */
  public Bytes data() {
    return Bytes.copyOf(dataView());
  }

  /** All of the message without a copy, unknown fields included; no header, no padding. */
  public MemorySegment messageView() {
    return message;
  }

  /** A copy of all of the message, unknown fields included; no header, no padding. */
  public Bytes message() {
    return Bytes.copyOf(message);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WalEnvelope that && message.mismatch(that.message) < 0;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(type) + crc;
  }

  /** Type, checksum and length of the data. */
  @Override
  public String toString() {
    return "type " + type + " crc " + Integer.toHexString(crc) + " data " + dataLength + " B";
  }
}
