package io.drydock.tools.wal.dump;

import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalFileName;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.replay.EntryFates;
import io.drydock.formats.wal.replay.LogReplay;
import java.util.List;

/** Where the first reading ended: up to there the fate of an entry is known. */
record Known(
    LogReplay replay,
    EntryFates fates,
    List<WalSegment> segments,
    WalChain.Position end,
    boolean isUnfinished) {

  int ordinal(WalFileName name) {
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i).name().equals(name)) {
        return i;
      }
    }
    return segments.size();
  }

  boolean reaches(WalFileName name, long offset) {
    int order = name.compareTo(end.segment());
    return order < 0 || order == 0 && offset < end.offset();
  }
}
