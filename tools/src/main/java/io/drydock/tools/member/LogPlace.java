package io.drydock.tools.member;

import io.drydock.formats.Extent;
import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalSegment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the entry of an index lies.
 *
 * @param at its record, the last one of that index
 * @param position term and index
 */
public record LogPlace(Extent at, LogPosition position) {

  /**
   * Reads the log again, as far as it has no damage.
   *
   * @throws IOException when it cannot be read
   */
  public static Optional<LogPlace> of(Path dataDirectory, long index) throws IOException {
    Optional<WalDirectory> wal = MemberDirectory.list(dataDirectory).wal();
    return wal.isPresent() ? of(wal.get().segments(), index) : Optional.empty();
  }

  /**
   * As the other, of these segments.
   *
   * @throws IOException when one cannot be read
   */
  public static Optional<LogPlace> of(List<WalSegment> segments, long index) throws IOException {
    if (segments.isEmpty()) {
      return Optional.empty();
    }
    Optional<LogPlace> found = Optional.empty();
    try (WalChain chain = WalChain.open(segments)) {
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
