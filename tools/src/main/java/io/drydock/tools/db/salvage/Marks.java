package io.drydock.tools.db.salvage;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.backend.BackendRow;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RowDecoder;
import io.drydock.formats.bolt.LeafElement;
import io.drydock.formats.bytes.Bytes;
import java.util.OptionalLong;

/**
 * What bucket {@code meta} of a tree says, as far as it is there.
 *
 * @param raftIndex of the last applied entry
 * @param scheduled compaction begun
 * @param finished compaction ended
 */
record Marks(OptionalLong raftIndex, OptionalLong scheduled, OptionalLong finished) {

  static final Marks NONE =
      new Marks(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

  /** With what this row says. */
  Marks with(LeafElement element) {
    try {
      Bytes value = Bytes.copyOf(element.value());
      Bytes key = Bytes.copyOf(element.key());
      return switch (RowDecoder.decode(Bucket.META.bucketName(), key, value, element.at())) {
        case BackendRow.ConsistentIndex(long index) ->
            new Marks(OptionalLong.of(index), scheduled, finished);
        case BackendRow.ScheduledCompactRev(var revision) ->
            new Marks(raftIndex, OptionalLong.of(revision.main()), finished);
        case BackendRow.FinishedCompactRev(var revision) ->
            new Marks(raftIndex, scheduled, OptionalLong.of(revision.main()));
        default -> this;
      };
    } catch (CorruptFileException damage) {
      return this;
    }
  }

  /** Up to where history may be gone; -1 in a store that was never compacted. */
  long compactRevision() {
    return Math.max(scheduled.orElse(-1), finished.orElse(-1));
  }

  /** True when no compaction lies between the two. */
  boolean isSameCompaction(Marks other) {
    return scheduled.equals(other.scheduled) && finished.equals(other.finished);
  }
}
