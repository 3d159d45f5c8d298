package io.drydock.formats.wal;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.bytes.RollingCrc32C;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.proto.walpb.Record;
import io.drydock.formats.proto.walpb.Snapshot;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Turns records into frames, byte for byte as etcd 3.4 to 3.7 write them, and runs the checksum
 * through them. See {@link WalFrame} and {@link WalEnvelope} for the bytes.
 *
 * <p>Frames collect in memory until {@link #drain()}: a batch is then one write. Messages are
 * written as they are: which scalars are present is the caller's choice (see {@link
 * io.drydock.formats.raft.RaftMessages} for etcd's). Owned by one thread.
 */
public final class WalEncoder {

  private static final int BUFFER_BYTES = 4 << 10;

  /** More than length field, envelope without data, and padding ever need. */
  private static final int FRAME_BYTES_MAX = 64;

  private static final int TYPE_TAG = 0x08;
  private static final int CRC_TAG = 0x10;
  private static final int DATA_TAG = 0x1a;

  private final RollingCrc32C crc = new RollingCrc32C();
  private byte[] buffer;
  private int used;

  /** Continues a log whose checksum is this so far; 0 for a new one. */
  public WalEncoder(int runningCrc) {
    this(runningCrc, BUFFER_BYTES);
  }

  private WalEncoder(int runningCrc, int bufferBytes) {
    this.buffer = new byte[bufferBytes];
    crc.reset(runningCrc);
  }

  /** The checksum over all records so far. */
  public int runningCrc() {
    return crc.value();
  }

  /** Length of the frames that wait for {@link #drain()}. */
  public int pendingBytes() {
    return used;
  }

  /** Appends the record that repeats the checksum: the first of every segment. */
  public void appendCrc() {
    int start = startFrame(0);
    putHead(WalEnvelope.CRC, crc.value());
    endFrame(start);
  }

  /** Appends whose WAL it is. */
  public void append(Metadata metadata) {
    append(WalEnvelope.METADATA, metadata.toByteArray());
  }

  /** Appends an entry of the log. */
  public void append(Entry entry) {
    append(WalEnvelope.ENTRY, entry.toByteArray());
  }

  /** Appends what the member must not forget. */
  public void append(HardState state) {
    append(WalEnvelope.STATE, state.toByteArray());
  }

  /** Appends that a snapshot exists. */
  public void append(Snapshot snapshot) {
    append(WalEnvelope.SNAPSHOT, snapshot.toByteArray());
  }

  /**
   * Appends a record that was read, with this log's checksum in place of the stored one. Unknown
   * fields and unknown records are kept; where the checksum is the stored one the frame's record
   * comes out byte for byte.
   */
  public void append(WalRecord record) {
    WalEnvelope envelope = record.envelope();
    if (record instanceof WalRecord.CrcRecord) {
      appendCrc();
    } else if (isPlain(envelope)) {
      append(envelope.type(), envelope.dataView().toArray(ValueLayout.JAVA_BYTE));
    } else {
      crc.update(envelope.dataView());
      appendMessage(crc.value() == envelope.crc() ? envelope.message() : withCrc(envelope));
    }
  }

  /**
   * Appends a record of any type.
   *
   * @param data the message; the array is not kept
   */
  public void append(long type, byte[] data) {
    crc.update(data, 0, data.length);
    int start = startFrame(data.length);
    putHead(type, crc.value());
    putVarint(DATA_TAG);
    putVarint(data.length);
    putBytes(data);
    endFrame(start);
  }

  /**
   * Hands over all pending frames and forgets them. The buffer is read-only and valid until the
   * next call to this encoder.
   */
  public ByteBuffer drain() {
    var frames = ByteBuffer.wrap(buffer, 0, used).asReadOnlyBuffer();
    used = 0;
    return frames;
  }

  /** True when type, checksum and data are all there is, in this order and in their short form. */
  private static boolean isPlain(WalEnvelope envelope) {
    if (!envelope.hasData()) {
      return false;
    }
    MemorySegment data = envelope.dataView();
    var head = new WalEncoder(0, FRAME_BYTES_MAX);
    head.putHead(envelope.type(), envelope.crc());
    head.putVarint(DATA_TAG);
    head.putVarint(data.byteSize());
    MemorySegment message = envelope.messageView();
    return message.byteSize() == head.used + data.byteSize()
        && MemorySegment.mismatch(
                MemorySegment.ofArray(head.buffer), 0, head.used, message, 0, head.used)
            < 0;
  }

  private Bytes withCrc(WalEnvelope envelope) {
    try {
      Record stored = Record.parseFrom(envelope.messageView().asByteBuffer());
      return Bytes.copyOf(stored.toBuilder().setCrc(crc.value()).build().toByteString());
    } catch (InvalidProtocolBufferException undecodable) {
      throw new IllegalStateException("a record that was decoded before", undecodable);
    }
  }

  private void appendMessage(Bytes message) {
    int start = startFrame(message.length());
    putBytes(message.toByteArray());
    endFrame(start);
  }

  /** Makes room for a frame of that much data and leaves out its length field. */
  private int startFrame(int dataBytes) {
    long needed = (long) used + dataBytes + FRAME_BYTES_MAX;
    if (needed > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("a batch of " + needed + " bytes");
    }
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, (int) Math.min(2 * needed, Integer.MAX_VALUE - 8));
    }
    int start = used;
    used += WalFrame.HEADER_BYTES;
    return start;
  }

  private void endFrame(int start) {
    WalFrame frame = WalFrame.around(used - start - WalFrame.HEADER_BYTES);
    long lenField = frame.lenField();
    for (int i = 0; i < WalFrame.HEADER_BYTES; i++) {
      buffer[start + i] = (byte) (lenField >>> 8 * i);
    }
    Arrays.fill(buffer, used, used + frame.padBytes(), (byte) 0);
    used += frame.padBytes();
  }

  private void putHead(long type, int crcValue) {
    putVarint(TYPE_TAG);
    putVarint(type);
    putVarint(CRC_TAG);
    putVarint(crcValue & 0xffffffffL);
  }

  private void putVarint(long number) {
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      buffer[used++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[used++] = (byte) rest;
  }

  private void putBytes(byte[] bytes) {
    System.arraycopy(bytes, 0, buffer, used, bytes.length);
    used += bytes.length;
  }
}
