package io.drydock.tools.fsck.peers;

import io.drydock.formats.Extent;
import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalEnvelope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the entry of an index lies.
 *
 * @param at its record, the last one of that index
 * @param position term and index
 */
record LogPlace(Extent at, LogPosition position) {

  /**
   * Reads the log again, as far as it has no damage.
   *
   * @throws IOException when it cannot be read
   */
  static Optional<LogPlace> of(Path dataDirectory, long index) throws IOException {
    Optional<WalDirectory> wal = MemberDirectory.list(dataDirectory).wal();
    if (wal.isEmpty() || wal.get().segments().isEmpty()) {
      return Optional.empty();
    }
    Optional<LogPlace> found = Optional.empty();
    try (WalChain chain = WalChain.open(wal.get().segments())) {
      while (chain.advance()) {
        WalCursor cursor = chain.cursor();
        if (cursor.type() == WalEnvelope.ENTRY && cursor.entryIndex() == index) {
          var position = new LogPosition(cursor.entryTerm(), index);
          found = Optional.of(new LogPlace(cursor.at(), position));
        }
      }
    }
    return found;
  }
}
