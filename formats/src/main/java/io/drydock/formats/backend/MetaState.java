package io.drydock.formats.backend;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.Located;
import io.drydock.formats.proto.raftpb.ConfState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Bucket {@code meta} at one glance.
 *
 * @param consistentIndex raft index up to which the log is applied to this backend
 * @param term of the entry at that index, since 3.5
 * @param confState members of raft as stored; no server reads it
 * @param scheduledCompactRevision main revision of the last compaction that was begun
 * @param finishedCompactRevision main revision of the last compaction that was ended
 * @param storageVersion version of the schema as text, since 3.6
 * @param unknown records under other names
 */
public record MetaState(
    OptionalLong consistentIndex,
    OptionalLong term,
    Optional<ConfState> confState,
    OptionalLong scheduledCompactRevision,
    OptionalLong finishedCompactRevision,
    Optional<String> storageVersion,
    List<Located<BackendRow>> unknown) {

  /** Revision of {@link #compactRevision()} in a store that was never compacted, as etcd has it. */
  public static final long NEVER_COMPACTED = -1;

  /** Copies the list. */
  public MetaState {
    unknown = List.copyOf(unknown);
  }

  /**
   * Reads the bucket.
   *
   * @throws CorruptFileException when one of its records is damaged
   * @throws FormatException when the tree of the bucket is damaged
   */
  public static MetaState read(BackendView view) throws FormatException {
    var rows = new ArrayList<Located<BackendRow>>();
    RowReader reader = RowReader.of(view, Bucket.META);
    for (var row = reader.next(); row.isPresent(); row = reader.next()) {
      rows.add(row.get());
    }
    return of(rows);
  }

  static MetaState of(List<Located<BackendRow>> rows) {
    OptionalLong consistentIndex = OptionalLong.empty();
    OptionalLong term = OptionalLong.empty();
    Optional<ConfState> confState = Optional.empty();
    OptionalLong scheduled = OptionalLong.empty();
    OptionalLong finished = OptionalLong.empty();
    Optional<String> storageVersion = Optional.empty();
    var unknown = new ArrayList<Located<BackendRow>>();
    for (Located<BackendRow> row : rows) {
      switch (row.value()) {
        case BackendRow.ConsistentIndex(long raftIndex) ->
            consistentIndex = OptionalLong.of(raftIndex);
        case BackendRow.Term(long stored) -> term = OptionalLong.of(stored);
        case BackendRow.StoredConfState(ConfState stored) -> confState = Optional.of(stored);
        case BackendRow.ScheduledCompactRev(Revision revision) ->
            scheduled = OptionalLong.of(revision.main());
        case BackendRow.FinishedCompactRev(Revision revision) ->
            finished = OptionalLong.of(revision.main());
        case BackendRow.StorageVersion(String text) -> storageVersion = Optional.of(text);
        default -> unknown.add(row);
      }
    }
    return new MetaState(
        consistentIndex, term, confState, scheduled, finished, storageVersion, unknown);
  }

  /**
   * Up to where history is gone for every reader: the later of the two marks, because a server
   * resumes a compaction that was begun; {@link #NEVER_COMPACTED} without marks.
   */
  public long compactRevision() {
    return Math.max(
        scheduledCompactRevision.orElse(NEVER_COMPACTED),
        finishedCompactRevision.orElse(NEVER_COMPACTED));
  }

  /** True when a compaction was begun and not ended: records below its mark may be there yet. */
  public boolean isCompactionInterrupted() {
    return scheduledCompactRevision.orElse(NEVER_COMPACTED)
        > finishedCompactRevision.orElse(NEVER_COMPACTED);
  }
}
