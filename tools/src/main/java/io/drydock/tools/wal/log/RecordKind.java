package io.drydock.tools.wal.log;

import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalEnvelope;
import java.util.Locale;

/** What a record is of. */
public enum RecordKind {
  /** Whose log it is. */
  METADATA,
  /** An entry of the raft log. */
  ENTRY,
  /** Term, vote and commit. */
  STATE,
  /** The running checksum, at the start of a segment. */
  CRC,
  /** A snapshot exists. */
  SNAPSHOT,
  /** Of another type, or not the message that its type promises. */
  UNKNOWN;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** Of the cursor's record. */
  public static RecordKind of(WalCursor cursor) {
    if (!cursor.isDecoded()) {
      return UNKNOWN;
    }
    return switch ((int) cursor.type()) {
      case WalEnvelope.METADATA -> METADATA;
      case WalEnvelope.ENTRY -> ENTRY;
      case WalEnvelope.STATE -> STATE;
      case WalEnvelope.CRC -> CRC;
      case WalEnvelope.SNAPSHOT -> SNAPSHOT;
      default -> UNKNOWN;
    };
  }

  /** As filters and JSON have it. */
  public String word() {
    return word;
  }
}
