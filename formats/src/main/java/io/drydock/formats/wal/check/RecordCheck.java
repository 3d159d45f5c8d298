package io.drydock.formats.wal.check;

import io.drydock.formats.Located;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalFrame;
import io.drydock.formats.wal.WalRecord;
import java.util.Optional;

/** What each good record by itself tells, and where it stands in its segment. */
final class RecordCheck {

  /** The limit of etcd 3.4.10 to 3.5.4, padding included. */
  private static final long OLD_LIMIT_BYTES = 10 << 20;

  private final Report report;
  private final LogCheck log;
  private Optional<Bytes> metadata = Optional.empty();
  private long count;
  private long bytes;

  RecordCheck(Report report, LogCheck log) {
    this.report = report;
    this.log = log;
  }

  long count() {
    return count;
  }

  long bytes() {
    return bytes;
  }

  /**
   * Takes in the cursor's record.
   *
   * @param ordinal the segment's place
   * @param inSegment number of records before it in the segment
   */
  void check(int ordinal, WalCursor cursor, long inSegment) {
    count++;
    bytes += cursor.frameBytes();
    if (!cursor.isFrameCanonical()) {
      report.add(
          WalCode.FRAME,
          cursor.at(),
          "length, padding or checksum are not in the form that etcd writes");
    }
    if (cursor.frameBytes() - WalFrame.HEADER_BYTES >= OLD_LIMIT_BYTES) {
      report.add(
          WalCode.RECORD_SIZE,
          cursor.at(),
          "record of %d bytes: etcd 3.4 and 3.5.0 to 3.5.4 refuse 10 MiB and more"
              .formatted(cursor.frameBytes()));
    }
    if (inSegment < 2) {
      checkHead(cursor, inSegment);
    }
    if (!cursor.isDecoded()) {
      addUndecoded(cursor);
      return;
    }
    if (cursor.hasUnknownFields()) {
      report.add(WalCode.UNKNOWN_FIELD, cursor.at(), "fields that no known etcd writes");
    }
    if (cursor.type() == WalEnvelope.METADATA) {
      checkMetadata(cursor);
    } else if (cursor.type() == WalEnvelope.CRC && inSegment > 0) {
      report.add(WalCode.HEAD, cursor.at(), "checksum record inside a segment");
    }
    log.add(ordinal, cursor);
  }

  /** Takes note of a record whose checksum is wrong. */
  void addDamaged(int ordinal, Located<WalRecord> damaged) {
    log.addDamaged(ordinal, damaged);
  }

  private void checkHead(WalCursor cursor, long inSegment) {
    int expected = inSegment == 0 ? WalEnvelope.CRC : WalEnvelope.METADATA;
    if (cursor.type() != expected) {
      report.add(
          WalCode.HEAD,
          cursor.at(),
          "record %d of a segment: expected type %d, found %d"
              .formatted(inSegment, expected, cursor.type()));
    }
  }

  private void addUndecoded(WalCursor cursor) {
    boolean isKnown =
        cursor.type() >= WalEnvelope.METADATA && cursor.type() <= WalEnvelope.SNAPSHOT;
    report.add(
        isKnown ? WalCode.RECORD_DATA : WalCode.RECORD_TYPE,
        cursor.at(),
        isKnown
            ? "data of %d bytes is no message of type %d"
                .formatted(cursor.dataBytes(), cursor.type())
            : "type " + cursor.type() + " is none that etcd writes");
  }

  private void checkMetadata(WalCursor cursor) {
    Bytes found = cursor.record().value().envelope().data();
    if (metadata.isEmpty()) {
      metadata = Optional.of(found);
    } else if (!metadata.get().equals(found)) {
      report.add(
          WalCode.METADATA,
          cursor.at(),
          "metadata: expected %s as in the first segment, found %s"
              .formatted(metadata.get().toHex(), found.toHex()));
    }
  }
}
