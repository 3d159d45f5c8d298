package io.drydock.tools.etcdutl;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.WalTail;
import io.drydock.formats.wal.replay.EntryFates;
import io.drydock.formats.wal.replay.LogReplay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A member's log, gone over as a whole, or from one segment on.
 *
 * @param folder where it lies
 * @param segments its files, oldest first
 * @param replay what its records come to
 */
record MemberLog(Path folder, List<WalSegment> segments, LogReplay replay) {

  MemberLog {
    segments = List.copyOf(segments);
  }

  /** Is handed entries. */
  @FunctionalInterface
  interface Taker {
    /** Takes one. */
    void take(WalRecord.EntryRecord entry) throws IOException, FormatException;
  }

  /**
   * Reads it; a torn last record is no damage.
   *
   * @throws IOException when there is no such folder, or it cannot be read
   * @throws CorruptFileException when a record is damaged
   */
  static MemberLog read(Path folder) throws IOException, CorruptFileException {
    return of(folder, WalDirectory.list(folder).segments());
  }

  /**
   * Reads it from the segment on that holds the entry of this index; empty when there is none.
   *
   * @throws IOException as {@link #read}
   * @throws CorruptFileException when a record from there on is damaged
   */
  static MemberLog readFrom(Path folder, long index) throws IOException, CorruptFileException {
    return of(folder, WalDirectory.list(folder).from(index));
  }

  private static MemberLog of(Path folder, List<WalSegment> segments)
      throws IOException, CorruptFileException {
    if (segments.isEmpty()) {
      return new MemberLog(folder, segments, new LogReplay());
    }
    try (WalChain chain = WalChain.open(segments)) {
      LogReplay replay = LogReplay.of(chain);
      if (chain.tail().orElseThrow() instanceof WalTail.CorruptTail corrupt) {
        throw new CorruptFileException(corrupt.at(), corrupt.reason());
      }
      return new MemberLog(folder, segments, replay);
    }
  }

  /** Whether the log has a record of a snapshot at this place, not beyond the commit. */
  boolean knows(LogPosition snapshot) {
    return replay.validSnapshots().stream().anyMatch(each -> each.position().equals(snapshot));
  }

  /**
   * Hands over the entries behind an index, committed or not, without those that were overwritten.
   */
  void entriesAfter(long index, Taker taker) throws IOException, FormatException {
    if (segments.isEmpty()) {
      return;
    }
    EntryFates fates = replay.fates(index, Long.MAX_VALUE);
    try (WalChain chain = WalChain.open(segments)) {
      while (chain.advance()) {
        WalCursor cursor = chain.cursor();
        if (cursor.isDecoded()
            && cursor.type() == WalEnvelope.ENTRY
            && Long.compareUnsigned(cursor.entryIndex(), index) > 0
            && fates.of(chain.ordinal(), cursor.offset(), cursor.entryIndex())
                != EntryFates.Fate.OVERWRITTEN
            && cursor.record().value() instanceof WalRecord.EntryRecord entry) {
          taker.take(entry);
        }
      }
    }
  }
}
