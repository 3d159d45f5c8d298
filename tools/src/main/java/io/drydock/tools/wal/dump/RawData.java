package io.drydock.tools.wal.dump;

import io.drydock.formats.request.EntryDecoder;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.request.Redaction;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.WalRecord.CrcRecord;
import io.drydock.formats.wal.WalRecord.EntryRecord;
import io.drydock.formats.wal.WalRecord.HardStateRecord;
import io.drydock.formats.wal.WalRecord.MetadataRecord;
import io.drydock.formats.wal.WalRecord.SnapshotRecord;
import io.drydock.formats.wal.WalRecord.UnknownRecord;

/** Whether the bytes of a record may be shown as they are. */
final class RawData {

  private RawData() {}

  /** True when there is a secret in them, or may be. */
  static boolean isHidden(WalRecord record, Shown shown) {
    if (shown.areSecretsShown()) {
      return false;
    }
    return switch (record) {
      case EntryRecord entry -> {
        EntryPayload payload = EntryDecoder.decode(entry.entryType(), entry.payload());
        yield !Redaction.redact(payload).equals(payload);
      }
      case UnknownRecord _ -> true;
      case MetadataRecord _, HardStateRecord _, CrcRecord _, SnapshotRecord _ -> false;
    };
  }
}
