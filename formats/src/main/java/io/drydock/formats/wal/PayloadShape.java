package io.drydock.formats.wal;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drydock.formats.Located;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.raft.LogPosition;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Which message each type of record holds, and how it becomes a value. */
final class PayloadShape {

  /** A member takes eleven bytes of a snapshot record; no cluster has a hundred. */
  private static final int CONF_STATE_BYTES_MAX = 1 << 20;

  private PayloadShape() {}

  /**
   * Finds the fields of a record's data.
   *
   * @return false when the type is unknown or the data is not that type's message
   */
  static boolean scan(SegmentWindow in, MessageScan payload, MessageScan envelope) {
    long type = envelope.number(1);
    if (type < WalEnvelope.METADATA || type > WalEnvelope.SNAPSHOT) {
      return false;
    }
    long from = envelope.bytesOffset();
    long to = from + envelope.bytesLength();
    return switch ((int) type) {
      case WalEnvelope.METADATA -> payload.scan(from, to, 2);
      case WalEnvelope.ENTRY -> payload.scan(from, to, 3, 4) && to - from <= Integer.MAX_VALUE;
      case WalEnvelope.STATE -> payload.scan(from, to, 3);
      case WalEnvelope.SNAPSHOT ->
          payload.scan(from, to, 2, 3)
              && payload.bytesLength() <= CONF_STATE_BYTES_MAX
              && (!payload.hasBytes() || confState(confStateView(in, payload)).isPresent());
      default -> true;
    };
  }

  /** The cursor's current record as a value. */
  static Located<WalRecord> record(ByteSource source, WalCursor cursor, SegmentWindow in) {
    MemorySegment message = in.view(cursor.recordOffset(), cursor.recordBytes());
    var envelope = new WalEnvelope(message, cursor.envelopeFields(), cursor.recordOffset());
    long bytes =
        WalFrame.HEADER_BYTES + cursor.recordBytes() + WalFrame.padBytes(cursor.lenField());
    return new Located<>(
        source.extent(cursor.offset(), bytes), value(envelope, cursor.payloadFields(), cursor, in));
  }

  private static WalRecord value(
      WalEnvelope envelope, MessageScan payload, WalCursor cursor, SegmentWindow in) {
    if (!cursor.isDecoded()) {
      return new WalRecord.UnknownRecord(envelope);
    }
    return switch ((int) envelope.type()) {
      case WalEnvelope.METADATA ->
          new WalRecord.MetadataRecord(envelope, payload.number(1), payload.number(2));
      case WalEnvelope.ENTRY ->
          new WalRecord.EntryRecord(
              envelope,
              (int) payload.number(1),
              new LogPosition(payload.number(2), payload.number(3)),
              in.view(payload.bytesOffset(), payload.bytesLength()));
      case WalEnvelope.STATE ->
          new WalRecord.HardStateRecord(
              envelope, payload.number(1), payload.number(2), payload.number(3));
      case WalEnvelope.SNAPSHOT ->
          new WalRecord.SnapshotRecord(
              envelope,
              new LogPosition(payload.number(2), payload.number(1)),
              payload.hasBytes() ? confState(confStateView(in, payload)) : Optional.empty());
      default -> new WalRecord.CrcRecord(envelope);
    };
  }

  private static MemorySegment confStateView(SegmentWindow in, MessageScan snapshot) {
    return in.viewToRead(snapshot.bytesOffset(), snapshot.bytesLength());
  }

  private static Optional<ConfState> confState(MemorySegment message) {
    try {
      return Optional.of(ConfState.parseFrom(message.asByteBuffer()));
    } catch (InvalidProtocolBufferException undecodable) {
      return Optional.empty();
    }
  }
}
