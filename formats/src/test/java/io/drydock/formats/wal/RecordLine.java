package io.drydock.formats.wal;

import java.util.HexFormat;

/** A record in one line, for comparison in tests. */
final class RecordLine {

  private RecordLine() {}

  static String of(WalRecord record) {
    String crc = HexFormat.of().toHexDigits(record.envelope().crc());
    return switch (record) {
      case WalRecord.CrcRecord _ -> "crc " + crc;
      case WalRecord.MetadataRecord it ->
          "metadata %s node %x cluster %x".formatted(crc, it.nodeId(), it.clusterId());
      case WalRecord.EntryRecord it ->
          "entry %s type %d at %s, %d bytes"
              .formatted(crc, it.entryType(), it.position(), it.payload().byteSize());
      case WalRecord.HardStateRecord it ->
          "state %s term %d vote %x commit %d".formatted(crc, it.term(), it.vote(), it.commit());
      case WalRecord.SnapshotRecord it ->
          "snapshot %s %s %s"
              .formatted(
                  crc,
                  it.position(),
                  it.confState().map(c -> c.getVotersList().toString()).orElse("-"));
      case WalRecord.UnknownRecord it ->
          "unknown %s type %d %s".formatted(crc, it.envelope().type(), it.envelope().data());
    };
  }
}
